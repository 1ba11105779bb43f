/*
 * A search through the memory of another process: all mappings that it could
 * read, the stack below its stack pointer included. Linux only.
 */
#ifndef TESTS_LIB_SCAN_H
#define TESTS_LIB_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The bytes that are shown of each text found. */
#define SCAN_SHOWN 48

/*
 * Returns how often the text is in the process's memory; -1 where that may not
 * be read. If noted, shows the place of each and the bytes after it.
 */
long scan_process(pid_t pid, const char *text, bool noted);

/*
 * Does as scan_process for an IPv4 address, of which no byte is zero: as text,
 * and as the kernel writes it.
 */
long scan_address(pid_t pid, const char *host, bool noted);

#endif
