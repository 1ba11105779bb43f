/*
 * Text of other programs made fit to be sent: without colours, other escape
 * sequences (ECMA-48) and control characters. Pure.
 */
#ifndef CLIENT_SCRIPT_STRIPPED_H
#define CLIENT_SCRIPT_STRIPPED_H

#include <stdbool.h>

#include "shared/limits.h"
#include "shared/str.h"

/* Room for the longest reason, and a NUL. */
#define STRIPPED_WHY 64

/*
 * Returns a line of at most LIMIT_LINE bytes without its escape sequences and
 * control characters but TAB. The result is in room. Bytes that are not UTF-8
 * stay.
 */
struct str stripped(struct str line, char room[LIMIT_LINE]);

/*
 * Returns why text_check refuses a text with CODE_BAD_TEXT: names the first
 * character at fault. The result is in room. With hints, mentions -S if that
 * helps.
 */
const char *stripped_why(struct str text, bool hints, char room[STRIPPED_WHY]);

#endif
