/* How urgent a child is beside the router. Called by sandbox.c. */
#ifndef SERVER_SANDBOX_PRIORITY_H
#define SERVER_SANDBOX_PRIORITY_H

/*
 * That nice value, for the router's own may be better; and, where there is such
 * a thing, a child that is woken does not preempt who has woken it, which has
 * more to say, and others to wake (sched(7), SCHED_BATCH).
 */
void priority_set(int nice);

#endif
