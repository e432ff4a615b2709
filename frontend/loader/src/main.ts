// The script that shops paste: the button, the identity and the one socket of a visitor.

export {};
