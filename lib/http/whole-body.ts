/**
 * Bodies that are whole in memory anyway. Under node:http every body of ours is: passing it through a stream, there and
 * back, would cost a create a tenth of its CPU. To whoever does not know these types they are ordinary web objects.
 */
export class WholeRequest extends Request {
  readonly whole: Uint8Array<ArrayBuffer>;

  constructor(url: string, init: Omit<RequestInit, "body">, bytes: Uint8Array<ArrayBuffer>) {
    super(url, init);
    this.whole = bytes;
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.whole.byteLength === 0 ? null : new Response(this.whole).body;
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(this.whole);
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.whole.slice().buffer;
  }
}

const texts = new WeakMap<Response, string>();

/** An answer whose text the adapter under node:http finds again without reading it back. */
export function textResponse(text: string | null, init: ResponseInit): Response {
  const response = new Response(text, init);
  if (text !== null) texts.set(response, text);
  return response;
}

export function wholeTextOf(response: Response): string | undefined {
  return texts.get(response);
}
