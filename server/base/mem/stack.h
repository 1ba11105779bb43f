/*
 * Leftovers of calls on the stack, which a worker forked later would inherit:
 * texts of the configuration, after a start or a reload, and the operator's
 * input.
 */
#ifndef SERVER_BASE_MEM_STACK_H
#define SERVER_BASE_MEM_STACK_H

/*
 * Clears the stack below the caller, deeper than any of its calls has reached.
 */
void stack_wipe(void);

#endif
