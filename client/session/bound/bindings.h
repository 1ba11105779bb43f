/*
 * Bound keys: keys that the user lets do a command, and their names. The
 * settings fill the list. One list per program.
 */
#ifndef CLIENT_SESSION_BOUND_BINDINGS_H
#define CLIENT_SESSION_BOUND_BINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define BINDINGS_MOST 50
#define BINDINGS_TEXT 400 /* of a command, in bytes */

/*
 * A key's code is its control character, or one of these with a small letter, a
 * digit, or the number of a function key.
 */
#define BINDINGS_ALT 0x100U
#define BINDINGS_FUNCTION 0x200U

/* Returns the code of "Alt-X", "meta-x", "Ctrl-X", "^X" or "F5"; 0: none. */
unsigned bindings_code(struct str name);

/*
 * Sets "KEY /COMMAND". Returns null, or what is wrong, valid until the next
 * call: the keys that end a line or the program stay what they are.
 */
const char *bindings_set(struct str entry);

/* Returns whether the key was bound; it no longer is. */
bool bindings_remove(struct str key);

void bindings_clear(void);

/* Returns entry i, "Alt-X /COMMAND"; empty after the last. */
struct str bindings_at(size_t i);

/* Returns the command of the key with that code; empty if it has none. */
struct str bindings_find(unsigned code);

#endif
