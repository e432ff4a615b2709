// Ids of tabs and commands: UUIDv7, because ids that grow with time are cheap to index. `crypto.randomUUID` is absent on
// pages without https; random values are not.

/** A UUIDv7 of this instant; `nibble` draws a number of 0 to 15. */
export const uuid7 = (millis: number, nibble: () => number): string =>
  millis.toString(16).padStart(12, "0").replace(/.{8}/, "$&-") +
  "-7xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => nibble().toString(16));

export const newId = (): string => uuid7(Date.now(), () => crypto.getRandomValues(new Uint8Array(1))[0]! & 15);
