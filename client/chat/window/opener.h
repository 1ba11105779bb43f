/* The program that opens addresses, such as xdg-open(1). */
#ifndef CLIENT_CHAT_WINDOW_OPENER_H
#define CLIENT_CHAT_WINDOW_OPENER_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/str.h"

/*
 * Runs the program with the address, of at most LIMIT_LINE bytes, as its one
 * argument: no shell reads it. The program has no terminal, and nobody waits
 * for it. Returns false with *why if it cannot be run. Blocks until it runs.
 */
bool opener_run(const char *program, struct str address, struct error *why);

#endif
