/* The priority of a child compared with the router. */
#ifndef SERVER_SANDBOX_PRIORITY_H
#define SERVER_SANDBOX_PRIORITY_H

/*
 * Sets the nice value; the router's own may be lower. If the system supports
 * it, a child that is woken also does not preempt the process that woke it,
 * which has more to send, and others to wake (sched(7), SCHED_BATCH).
 */
void priority_set(int nice);

#endif
