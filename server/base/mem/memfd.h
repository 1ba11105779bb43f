/*
 * Memory that has no name and is got at by its descriptor, so that it can go
 * from one process to another.
 */
#ifndef SERVER_BASE_MEM_MEMFD_H
#define SERVER_BASE_MEM_MEMFD_H

/*
 * An empty one, closed on exec, for nobody but who has it; what it is called is
 * for /proc. -1 with errno.
 */
int memfd_open(const char *called);

#endif
