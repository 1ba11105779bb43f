/* A person's account. */
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
 * Carries out /oper NAME [SECRET], whose secret goes to the server as it is:
 * only if account_may_say lets it, which otherwise tells the person why.
 */
void account_oper(struct chat *chat, struct str rest);
bool account_may_say(struct chat *chat, struct str word);

/* Takes what a line meant for our login, after link_note. */
void account_heard(struct chat *chat);

/*
 * Takes any other line before session_note. Returns whether it answers a
 * command of ours, and is not to be shown.
 */
bool account_note(struct chat *chat, const struct command *line);

/* If the line refuses a name, tells how its owner can have it. */
void account_offer_login(struct chat *chat, const struct command *err);

/*
 * Returns whether we are not logged in though we have an account, and the
 * person has not left it by /logout.
 */
bool account_is_missed(const struct chat *chat);

/* Notes that the connection is lost: we are no longer logged in. */
void account_lost(struct chat *chat);

#endif
