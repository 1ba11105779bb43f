/*
 * Who is who: people as others may see them, those of a group, those that a
 * mask means, and one of them with all that is known. A list that is long stops
 * while much waits for the client, and goes on from the client's cursor as its
 * queue drains. Called by commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_WHO_H
#define SERVER_ROUTER_VERBS_PEOPLE_WHO_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

/* The handlers of these verbs. */
enum outcome who_who(uint32_t client, const struct command *command);
enum outcome who_whois(uint32_t client, const struct command *command);
enum outcome who_counts(uint32_t client, const struct command *command);

#endif
