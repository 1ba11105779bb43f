/*
 * Confinement of a child by the system, for good. The parent has found out what
 * the system supports (accept/confine.h).
 */
#ifndef SERVER_PROCESS_SANDBOX_REFUSE_H
#define SERVER_PROCESS_SANDBOX_REFUSE_H

#include <stdbool.h>

#include "process/fork/child_args.h"

/*
 * refuse_reach comes first, while the child still has all descriptors. It takes
 * away privileges, paths except the child's own directory, ports, and other
 * processes, which can no longer look into it either. refuse_calls comes last:
 * from then on the child can only make its kind's system calls. They return
 * false with errno if they cannot apply what the system supports.
 */
bool refuse_reach(const struct child_args *given);
bool refuse_calls(const struct confinement *confinement, unsigned calls);

#endif
