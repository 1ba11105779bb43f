/* The process's title: see sandbox.h. */
#define _DEFAULT_SOURCE /* sbrk */
#include "process/sandbox/sandbox.h"

#include <string.h>
#include <unistd.h>

#include "process/fork/apart.h"

#ifdef APART
#include <sys/prctl.h>
#endif

extern char **environ;

static struct title_room room;

#if defined(APART) && defined(PR_SET_MM_MAP)
/* The ends of a program's parts, as linkers on Linux name them. */
extern char __executable_start[], etext[], edata[];

/*
 * Tells the kernel that the arguments are in own. The kernel wants all other
 * parts as well, and only displays them.
 */
static bool
move(void)
{
	static char own[160];
	const uintptr_t code = (uintptr_t)__executable_start;
	const uintptr_t brk = (uintptr_t)sbrk(0);
	const struct prctl_mm_map map = { .start_code = code,
		.end_code = (uintptr_t)etext,
		.start_data = (uintptr_t)etext,
		.end_data = (uintptr_t)edata,
		.start_brk = brk,
		.brk = brk,
		.start_stack = (uintptr_t)own,
		.arg_start = (uintptr_t)own,
		.arg_end = (uintptr_t)own + sizeof(own),
		.env_start = (uintptr_t)own + sizeof(own),
		.env_end = (uintptr_t)own + sizeof(own),
		.exe_fd = (uint32_t)-1 };

	room = (struct title_room) { own, sizeof(own) };
	return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0) == 0;
}
#else
static bool
move(void)
{
	return false;
}
#endif

void
title_init(struct title_room given)
{
	static char *none[] = { NULL };

	room = given;
	if (given.size > 0)
		environ = none;
	else
		(void)move(); /* the environment is not used again */
}

void
title_set(const struct str *pieces, size_t count)
{
	size_t used = 0;

	if (room.size == 0)
		return;
	memset(room.at, 0, room.size);
	for (size_t i = 0; i < count; i++) {
		const size_t left = room.size - 1 - used;
		const size_t len = pieces[i].len < left ? pieces[i].len : left;
		memcpy(room.at + used, pieces[i].at, len);
		used += len;
	}
}
