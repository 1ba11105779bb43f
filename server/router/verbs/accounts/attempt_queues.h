/*
 * The queues of clients that wait until their secret is checked, one queue for
 * each address. Only one secret in a queue is checked at a time, so that a
 * guess under way counts. The accounts in a queue take turns in lanes
 * (base/data/rank.h): accounts that have been logged in to from that address,
 * new ones, and ones for which a wrong secret came from there lately. Among the
 * clients that try one account, the one with the fewest failed tries goes
 * first, and among equals the one that came first. So the guesses of a
 * neighbour hold up clients at the same account, and others only by a turn or
 * two. This is part of attempts.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPT_QUEUES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPT_QUEUES_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/network.h"
#include "shared/str.h"

void attempt_queues_init(void);

/*
 * Puts a client that is in no queue in the queue of its address. It tries that
 * account, and has failed tries times before.
 */
void attempt_queues_join(uint32_t client, const struct network *from,
    struct str account, unsigned tries);

/* Returns whether the client is in a queue. */
bool attempt_queues_has(uint32_t client);

/*
 * Takes the client out of its queue, because it has its answer, goes, or no
 * longer waits. If the keeper is still busy with its question, question is that
 * number, else 0. The others in the queue then wait for that answer, for
 * hold_time at most, and a wrong secret counts.
 */
void attempt_queues_leave(uint32_t client, uint64_t question);

/*
 * Returns whether the client's secret is the one to be checked now; once it is,
 * it stays so until the client leaves. If false, the client is woken when that
 * changes (keeper_client_wake), or asks again at *when (ticks_mono) if that
 * comes first.
 */
bool attempt_queues_is_turn(uint32_t client, usec *when);

/*
 * Note that the keeper has answered the question of that number, whether or not
 * a client still waits, and whether the secret was wrong; and that a new keeper
 * begins, so that earlier questions without a waiting client will not be
 * answered.
 */
void attempt_queues_answered(uint64_t question, bool wrong);
void attempt_queues_keeper_started(void);

#endif
