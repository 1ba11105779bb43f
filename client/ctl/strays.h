/*
 * Control sockets that are known by their names alone, as of servers without a
 * scoreboard: in the directories where servers have them by default. Used by
 * clean.c.
 */
#ifndef CLIENT_CTL_STRAYS_H
#define CLIENT_CTL_STRAYS_H

#include <stdint.h>
#include <sys/types.h>

/*
 * Gives each to a function, with whose it is: our own, or if we are root all;
 * of a process ID other than 0 only that server's.
 */
void strays_find(uint64_t pid, void (*take)(const char *path, uid_t owner));

#endif
