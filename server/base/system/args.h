/*
 * Where the kernel has put the arguments of this process, and what stands
 * there: ps shows it, and children write their titles there. Called by
 * forkcastd.c at start.
 */
#ifndef SERVER_BASE_SYSTEM_ARGS_H
#define SERVER_BASE_SYSTEM_ARGS_H

#include <stddef.h>

/*
 * Moves the environment, which may hold secrets, to memory that no child has,
 * so that its room can hold a title. Returns where a title can stand from then
 * on, and its size; null where there is no memory for that.
 */
char *args_make_room(int argc, char **argv, size_t *size);

/*
 * Takes so many arguments, behind the name, out of what ps shows; to be called
 * behind args_make_room. The pointers to all of them are no good any more.
 */
void args_hide(int argc, char **argv, int count);

#endif
