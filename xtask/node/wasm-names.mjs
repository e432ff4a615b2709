// Short names in the import and export sections of a WebAssembly module; everything else stays as it is, byte for byte.

const IMPORTS = 2;
const EXPORTS = 7;
const FUNCTION = 0;

/** A cursor over bytes in WebAssembly's encoding. */
class Reader {
  at = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return value;
  }

  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  name() {
    return new TextDecoder().decode(this.take(this.number()));
  }
}

const number = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...number(Math.floor(value / 128))]);
const name = (text) => [...number(text.length), ...new TextEncoder().encode(text)];

/** a, b, … z, A, … Z, then two letters. */
export function short(index) {
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const last = letters[index % letters.length];
  return index < letters.length ? last : short(Math.floor(index / letters.length) - 1) + last;
}

/** The module with short names, and the maps from old names to new ones. All imports come from one module: the glue. */
export function renameModule(bytes) {
  const reader = new Reader(bytes);
  const out = [...reader.take(8)];
  const parts = [Buffer.from(out)];
  const imports = new Map();
  const exports = new Map();
  const shortModule = "a";
  let module;
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const section = new Reader(reader.take(reader.number()));
    let body = section.bytes;
    if (id === IMPORTS) {
      const count = section.number();
      const made = number(count);
      for (let index = 0; index < count; index++) {
        module = section.name();
        const known = section.name();
        if (section.byte() !== FUNCTION) throw new Error(`import ${known} is no function`);
        imports.set(known, short(index));
        made.push(...name(shortModule), ...name(short(index)), FUNCTION, ...number(section.number()));
      }
      body = Buffer.from(made);
    }
    if (id === EXPORTS) {
      const count = section.number();
      const made = number(count);
      for (let index = 0; index < count; index++) {
        const known = section.name();
        exports.set(known, short(index));
        made.push(...name(short(index)), section.byte(), ...number(section.number()));
      }
      body = Buffer.from(made);
    }
    parts.push(Buffer.from([id, ...number(body.length)]), body);
  }
  return { bytes: Buffer.concat(parts), imports, exports, module, shortModule };
}
