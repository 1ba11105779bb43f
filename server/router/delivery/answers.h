/* The outcome of a command, its reply, and the replies that refuse one. */
#ifndef SERVER_ROUTER_DELIVERY_ANSWERS_H
#define SERVER_ROUTER_DELIVERY_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/forms.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

enum outcome {
	OUTCOME_DONE,
	OUTCOME_WAIT, /* until the client has read, or its rate allows it */
	OUTCOME_HELD /* until others have read */
};

/* Replies with that line. */
enum outcome answers_reply(uint32_t client, struct words words);

/* Replies "ok VERB WORDS", with ANSWERS_WORDS words at most. */
#define ANSWERS_WORDS 6
enum outcome answers_ok(
    uint32_t client, const struct command *command, struct words words);

/*
 * Refuse the command with the reply err, with the code's own text or with one
 * that says more.
 */
enum outcome answers_refuse(
    uint32_t client, const struct command *command, enum code code);
enum outcome answers_refuse_saying(uint32_t client,
    const struct command *command, enum code code, struct str text);

/* Refuses a command that exceeds a limit. */
enum outcome answers_refuse_over(uint32_t client, const struct command *command,
    enum code code, struct excess over);

/* Works like answers_refuse_over for a verb other than the present line's. */
enum outcome answers_refuse_verb(
    uint32_t client, struct str verb, enum code code, struct excess over);

#endif
