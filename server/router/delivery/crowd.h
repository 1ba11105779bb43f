/*
 * The pace at which crowds are told. Each write wakes a worker, and while
 * thousands have something to do, whoever else speaks waits for a processor.
 * So while others are told something too, the members of large groups get what
 * has gathered for them at a pace that leaves most of each processor free; else
 * at once, some in each turn. Whoever is told later gets more at a time: the
 * pace costs a crowd some of its latency, and saves wakes.
 */
#ifndef SERVER_ROUTER_DELIVERY_CROWD_H
#define SERVER_ROUTER_DELIVERY_CROWD_H

#include <stdbool.h>
#include <stddef.h>

/* So much, by weight, may be told in a turn, or at once after a rest. */
#define CROWD_AT_ONCE 512

/* Learns how many processors there are. */
void crowd_init(void);

/* Are so many receivers of one event a crowd? */
bool crowd_is(size_t receivers);

/* Somebody else is told something: for a second, there is a pace. */
void crowd_met(void);

/* Returns the weight of a write of so many bytes to one of a crowd: 1 at least.
 */
size_t crowd_weight(size_t bytes);

/* A turn's writes begin: how much of a crowd may be told, by weight. */
size_t crowd_may(void);

/* So much was; the next turn comes when it may go on, if more are left. */
void crowd_told(size_t weight, bool more);

#endif
