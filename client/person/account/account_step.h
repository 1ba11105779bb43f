/* The steps of a person's account, for the files of this room. */
#ifndef CLIENT_PERSON_ACCOUNT_ACCOUNT_STEP_H
#define CLIENT_PERSON_ACCOUNT_ACCOUNT_STEP_H

#include <stdbool.h>

#include "person/account/account_state.h"

struct chat;

/* Returns whether the step waits for the person. */
bool account_asks_person(enum account_step step);

/* Goes to the step; ACCOUNT_IDLE wipes what was typed. */
void account_to_step(struct chat *chat, enum account_step step);

/*
 * Asks the person a question, the answer to which may be a secret: the texts
 * with the name of the account between them. Goes to the step or, if the person
 * has another question to answer, to ACCOUNT_IDLE.
 */
void account_ask(struct chat *chat, enum account_step step, const char *before,
    const char *behind);

/* Logs in as typed. */
void account_begin_login(struct chat *chat);

/*
 * Lets reconnecting log in as typed; the secret is no longer in what was typed.
 */
void account_use_typed(struct chat *chat);

#endif
