/*
 * Who waits for a secret to be looked at, by address: of each only one is at a
 * time, so that a guess under way counts. Accounts take turns in lanes
 * (base/data/rank.h): those that have been logged in to from there, new ones,
 * and those of which a wrong secret came from there lately. Of the clients that
 * try one account those go first who have tried least in vain, and of equals
 * the first. So a neighbour's guesses hold up those at the same account, and
 * others by a turn or two. Part of attempts.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPT_LINES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPT_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/network.h"
#include "shared/str.h"

/* False where there is no memory. */
bool attempt_lines_init(void);

/* The client, which stands nowhere, tries that account, and has tried secrets
 * so many times in vain. */
void attempt_lines_stand(uint32_t client, const struct network *from,
    struct str account, unsigned tries);

/* Does it stand in a line? */
bool attempt_lines_has(uint32_t client);

/*
 * It has its answer, or goes, or waits no longer. If the keeper is still busy
 * with what was asked for it, that is the number of the question, else 0: the
 * others then wait for that answer, for hold_time at most, and a wrong one
 * counts.
 */
void attempt_lines_leave(uint32_t client, uint64_t question);

/*
 * Is what it says looked at now? Once it is, that lasts until it leaves. False:
 * it is woken (keeper_client_wake), or asks again at that time (ticks_mono) if
 * that comes first.
 */
bool attempt_lines_is_turn(uint32_t client, usec *when);

/* See attempts.h. */
void attempt_lines_answered(uint64_t question, bool wrong);
void attempt_lines_keeper_begins(void);

#endif
