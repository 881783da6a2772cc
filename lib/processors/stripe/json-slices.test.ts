import fc from "fast-check";
import { expect, test } from "vitest";
import { sliceArrayObjects } from "./json-slices";

test("each object keeps its own text, digits and white space included", () => {
  const page = '{"object":"list","data":[ {"id":"a}","n":123456789012345678901} , {"id":"b\\"{","x":[{"y":1}]}],"has_more":false}';
  expect(sliceArrayObjects(page)).toEqual(['{"id":"a}","n":123456789012345678901}', '{"id":"b\\"{","x":[{"y":1}]}']);
});

test("no array is no page", () => {
  expect(sliceArrayObjects('{"data":{}}')).toBeNull();
  expect(sliceArrayObjects("")).toBeNull();
});

test("slices of any page parse to its objects", () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (objects) => {
      const slices = sliceArrayObjects(JSON.stringify({ object: "list", data: objects, has_more: false }));
      expect(slices?.map((slice) => JSON.stringify(JSON.parse(slice)))).toEqual(objects.map((object) => JSON.stringify(JSON.parse(JSON.stringify(object)))));
    }),
  );
});
