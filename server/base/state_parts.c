/* What a state is of, written or read: see state_parts.h. */
#include "base/state_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/limits.h"
#include "shared/io.h"

#define FDS_BYTES ((size_t)FDS_MAX / 8 + 1)

void
state_fail(struct state *state, const char *what)
{
	if (!state->failed)
		(void)error_set(&state->why, EX_OSERR, "the state: %s", what);
	state->failed = true;
}

static bool
begin(struct state *state, int fd)
{
	char *room = arena_alloc(STATE_ROOM);

	*state = (struct state) { .fd = fd, .real = clock_mono() };
	state->fds = arena_alloc(FDS_BYTES);
	state->offered = arena_alloc(FDS_BYTES);
	state->doubled = arena_alloc(FDS_BYTES);
	buf_init(&state->buf, room, STATE_ROOM);
	if (room == NULL || state->fds == NULL || state->offered == NULL ||
	    state->doubled == NULL) {
		state_free(state);
		state->failed = true;
		return error_set(&state->why, EX_OSERR,
		    "no memory for the state: %s", strerror(ENOMEM));
	}
	memset(state->fds, 0, FDS_BYTES);
	memset(state->offered, 0, FDS_BYTES);
	memset(state->doubled, 0, FDS_BYTES);
	return true;
}

bool
state_write(struct state *state, int fd)
{
	return begin(state, fd);
}

/* From its start on, whatever has been done with it. */
bool
state_read(struct state *state, int fd)
{
	if (!begin(state, fd))
		return false;
	if (lseek(fd, 0, SEEK_SET) == 0)
		return true;
	state_fail(state, strerror(errno));
	return false;
}

void
state_free(struct state *state)
{
	arena_free(state->buf.data, STATE_ROOM);
	state->buf.data = NULL;
	arena_free(state->fds, FDS_BYTES);
	arena_free(state->offered, FDS_BYTES);
	arena_free(state->doubled, FDS_BYTES);
	state->fds = state->offered = state->doubled = NULL;
}

/* FNV-1a. */
void
state_sum(struct state *state, struct str bytes)
{
	uint64_t now;

	if (!state->sums || state->sections == 0)
		return;
	now = state->section[state->sections - 1].sum;
	for (size_t i = 0; i < bytes.len; i++)
		now = (now ^ (unsigned char)bytes.at[i]) * 0x100000001b3;
	state->section[state->sections - 1].sum = now;
}

void
state_sum_bytes(struct state *state, struct str bytes)
{
	uint64_t *now, word;

	if (!state->sums || state->sections == 0)
		return;
	now = &state->section[state->sections - 1].sum;
	while (bytes.len >= sizeof(word)) {
		memcpy(&word, bytes.at, sizeof(word));
		*now = (*now ^ word) * 0x9e3779b97f4a7c15;
		*now ^= *now >> 32; /* or the upper bits would stay there */
		bytes.at += sizeof(word);
		bytes.len -= sizeof(word);
	}
	state_sum(state, bytes);
}

void
state_begin_section(struct state *state, struct str name)
{
	struct state_section *section = &state->section[state->sections];

	if (state->sections == STATE_SECTIONS ||
	    name.len >= sizeof(section->name)) {
		state_fail(
		    state, "too many sections, or section name too long");
		return;
	}
	memcpy(section->name, name.at, name.len);
	section->name[name.len] = '\0';
	section->sum = 0;
	state->sections++;
}

static const struct state_section *
find_section(const struct state *state, const char *name)
{
	for (size_t i = 0; i < state->sections; i++)
		if (strcmp(state->section[i].name, name) == 0)
			return &state->section[i];
	return NULL;
}

const char *
state_differs(const struct state *state, const struct state *other)
{
	for (size_t i = 0; i < state->sections; i++) {
		const struct state_section *section =
		    find_section(other, state->section[i].name);
		if (section == NULL || section->sum != state->section[i].sum)
			return state->section[i].name;
	}
	return NULL;
}
