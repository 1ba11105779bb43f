/*
 * Memory without a name, reached by its descriptor, which can be passed from
 * one process to another.
 */
#ifndef SERVER_BASE_MEM_MEMFD_H
#define SERVER_BASE_MEM_MEMFD_H

/*
 * Opens an empty memfd, closed on exec, that no other process can open. /proc
 * shows the name. -1 with errno on failure.
 */
int memfd_open(const char *called);

#endif
