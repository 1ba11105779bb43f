/*
 * Work that is shared out: the handlers of these verbs, and the items that go
 * to takers as far as their credits reach, and come back. Called by commands.c,
 * by the loop, and by who takes clients out of groups.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_WORK_H
#define SERVER_ROUTER_VERBS_WORK_WORK_H

#include <stdint.h>

/*
 * The client is no member of the group any more: what it has under way goes
 * back, and with the last member all that waits is dropped.
 */
void work_left(uint32_t group, uint32_t client);

/* The time that the taker of an item had for it may be over. */
void work_judge(uint32_t item);

/*
 * Gives out what takers had no room for when there was something to give, and
 * what has come back by time; and of a box that came from another program.
 */
void work_turn(void);
void work_resume(uint32_t box);

#endif
