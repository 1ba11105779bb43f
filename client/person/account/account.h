/*
 * The account of a chat: shows what a login has come to.
 */
#ifndef CLIENT_PERSON_ACCOUNT_ACCOUNT_H
#define CLIENT_PERSON_ACCOUNT_ACCOUNT_H

#include "session/login/login.h"

struct chat;

/* Takes a line that is about our login, after session_note. */
void account_heard(
    struct chat *chat, enum login_heard heard, const struct command *line);

#endif
