/* Calls that ask for memory: see inject.h. */
#define _DEFAULT_SOURCE /* madvise */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "inject.h"

#pragma weak __real_arena_alloc /* a client has none */
WRAP(void *, arena_alloc, NULL, (size_t size), (size))
WRAP(void *, calloc, NULL, (size_t count, size_t size), (count, size))
WRAP(int, madvise, -1, (void *at, size_t size, int advice), (at, size, advice))
WRAP(void *, malloc, NULL, (size_t size), (size))
WRAP(void *, mmap, MAP_FAILED,
    (void *at, size_t size, int access, int flags, int fd, off_t offset),
    (at, size, access, flags, fd, offset))
WRAP(int, memfd_create, -1, (const char *name, unsigned flags), (name, flags))
WRAP(int, munmap, -1, (void *at, size_t size), (at, size))
WRAP(void *, realloc, NULL, (void *old, size_t size), (old, size))
WRAP(char *, realpath, NULL, (const char *path, char *room), (path, room))
WRAP(char *, strdup, NULL, (const char *text), (text))
