/*
 * Text of other programs made fit to be sent: without colours and other escape
 * sequences of terminals (ECMA-48), and without control characters that no text
 * may have. Pure.
 */
#ifndef CLIENT_SCRIPT_STRIP_H
#define CLIENT_SCRIPT_STRIP_H

#include "shared/limits.h"
#include "shared/str.h"

/*
 * Returns what is left of a line of at most LIMIT_LINE bytes, in room. Bytes
 * that are not UTF-8 stay, and so do the formatting codes of IRC.
 */
struct str stripped(struct str line, char room[LIMIT_LINE]);

#endif
