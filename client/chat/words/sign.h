/*
 * The sign before a group's name. People read #ops and may type it; the
 * protocol has ops, and this is where the sign is taken off.
 */
#ifndef CLIENT_CHAT_WORDS_SIGN_H
#define CLIENT_CHAT_WORDS_SIGN_H

#include "shared/str.h"

/* Returns the word without the sign that it may begin with. */
struct str sign_off(struct str word);

/*
 * Returns a command of the server with the names of its groups as the protocol
 * has them: "send #ops see #2" is "send ops see #2". The result is the line
 * itself, or lasts until the next call. A line that is no command is returned
 * as it is.
 */
struct str sign_off_line(struct str line);

#endif
