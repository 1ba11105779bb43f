/*
 * A person's account: /login and /register, the secrets that they ask for, and
 * what logins and registrations have come to.
 */
#ifndef CLIENT_CHAT_CORE_ACCOUNT_H
#define CLIENT_CHAT_CORE_ACCOUNT_H

#include <stdbool.h>

#include "shared/grammar.h"
#include "shared/str.h"

struct chat;

/* Carry out /login NAME [SECRET], and /register. */
void account_login(struct chat *chat, struct str rest);
void account_register(struct chat *chat, struct str rest);

/*
 * Carry out /oper NAME [SECRET] and /enroll NAME [SECRET], whose secret goes to
 * the server as it is: only if account_may_say lets it, which otherwise tells
 * the person why.
 */
void account_oper(struct chat *chat, struct str rest);
void account_enroll(struct chat *chat, struct str rest);
bool account_may_say(struct chat *chat, struct str word);

/* Asks for the secret of the account of the configuration if it is not there.
 */
void account_begin(struct chat *chat);

/* Takes what a line meant for our login, after link_note. */
void account_heard(struct chat *chat);

/*
 * Takes any other line before session_note. Returns whether it answers a
 * command of ours, and is not to be shown.
 */
bool account_note(struct chat *chat, const struct command *line);

/*
 * If the line refuses a name, tells how to have it or, once, ends the other
 * connection that has the name of our account: it may be dead, or on another
 * machine. Then the name is tried again, and the line need not be shown.
 */
bool account_takes_over(struct chat *chat, const struct command *err);

/* Notes that the connection is lost: we are no longer logged in. */
void account_lost(struct chat *chat);

#endif
