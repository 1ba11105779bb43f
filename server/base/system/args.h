/*
 * The memory where the kernel has put the arguments of this process. ps shows
 * it, and children write their titles there.
 */
#ifndef SERVER_BASE_SYSTEM_ARGS_H
#define SERVER_BASE_SYSTEM_ARGS_H

#include <stddef.h>

/*
 * Moves the environment, which may hold secrets, to memory that no child has,
 * so that its place can hold a title. Returns the place for a title and its
 * size, or null if there is no memory.
 */
char *args_make_room(int argc, char **argv, size_t *size);

/*
 * Hides that many arguments after the name from ps. To be called after
 * args_make_room. The pointers to all arguments are invalid afterwards.
 */
void args_hide(int argc, char **argv, int count);

#endif
