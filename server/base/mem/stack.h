/*
 * What calls have left on the stack, which a worker that is forked later would
 * have: texts of the configuration, after a start or a reload, and what the
 * operator has said. Used by forkcastd.c, reload.c and control.c.
 */
#ifndef SERVER_BASE_MEM_STACK_H
#define SERVER_BASE_MEM_STACK_H

/* Clears what lies below the caller, deeper than any of its calls has been. */
void stack_wipe(void);

#endif
