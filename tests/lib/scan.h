/*
 * Searches the memory of another process: all mappings that it can read,
 * including the stack below its stack pointer. Linux only.
 */
#ifndef TESTS_LIB_SCAN_H
#define TESTS_LIB_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* How many bytes are shown of each text found. */
#define SCAN_SHOWN 48

/*
 * Returns how often the text occurs in the process's memory, or -1 if that may
 * not be read. If noted, shows each place and the bytes after it.
 */
long scan_process(pid_t pid, const char *text, bool noted);

/*
 * Does as scan_process for an IPv4 address without a zero byte: as text, and in
 * the kernel's form.
 */
long scan_address(pid_t pid, const char *host, bool noted);

#endif
