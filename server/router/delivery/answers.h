/*
 * The outcome of a command, its answer, and the answers that refuse one.
 */
#ifndef SERVER_ROUTER_DELIVERY_ANSWERS_H
#define SERVER_ROUTER_DELIVERY_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/forms.h"
#include "shared/codes.h"
#include "shared/str.h"

enum outcome {
	OUTCOME_DONE,
	OUTCOME_WAIT, /* for the client itself to read, or for its time */
	OUTCOME_HELD, /* for others to read */
	OUTCOME_FENCE /* for what others have said by now: schedule.h */
};

/* Answers with that line. */
enum outcome answers_say(uint32_t client, struct words words);

/* The answer err; and the same with a text that says more than the code's. */
enum outcome answers_refuse(uint32_t client, struct str verb, enum code code);
enum outcome answers_refuse_saying(
    uint32_t client, struct str verb, enum code code, struct str text);

/* The same of what is over a limit. */
enum outcome answers_refuse_over(
    uint32_t client, struct str verb, enum code code, struct excess over);

#endif
