/*
 * A search through the memory of another process: all mappings that it could
 * read, the stack below its stack pointer included. Linux only.
 */
#ifndef TESTS_LIB_SCAN_H
#define TESTS_LIB_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* As much of what is found as is shown; bytes. */
#define SCAN_SHOWN 48

/*
 * How often the text is in there; -1 where the process may not be read. Where
 * each was found, and what stands behind it, is noted if that is wanted.
 */
long scan_process(pid_t pid, const char *text, bool noted);

/*
 * The same for an address of IPv4, of which no byte is zero: as text, and as
 * the kernel writes it.
 */
long scan_address(pid_t pid, const char *host, bool noted);

#endif
