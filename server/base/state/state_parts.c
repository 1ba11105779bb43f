/* Parts shared by writing and reading: see state_parts.h. */
#include "base/state/state_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"

#define FDS_BYTES ((size_t)FDS_MAX / 8 + 1)

/*
 * The sets of descriptors of a state, in one block that begins with fds.
 */
#define FDS_SETS 4

void
state_fail(struct state *state, const char *what)
{
	if (!state->failed)
		(void)error_set(&state->why, EX_OSERR, "the state: %s", what);
	state->failed = true;
}

bool
state_write(struct state *state, int fd)
{
	char *room = arena_alloc(STATE_ROOM);

	*state = (struct state) { .fd = fd, .real = clock_mono() };
	state->fds = arena_alloc(FDS_SETS * FDS_BYTES);
	buf_init(&state->buf, room, STATE_ROOM);
	if (room == NULL || state->fds == NULL) {
		state_free(state);
		state->failed = true;
		return error_set(&state->why, EX_OSERR,
		    "no memory for the state: %s", strerror(ENOMEM));
	}
	memset(state->fds, 0, FDS_SETS * FDS_BYTES);
	state->offered = state->fds + FDS_BYTES;
	state->doubled = state->offered + FDS_BYTES;
	state->open = state->doubled + FDS_BYTES;
	return true;
}

/* Reads from the start, whatever the file's offset. */
bool
state_read(struct state *state, int fd)
{
	if (!state_write(state, fd))
		return false;
	if (lseek(fd, 0, SEEK_CUR) != -1)
		return true;
	state_fail(state, strerror(errno));
	return false;
}

void
state_free(struct state *state)
{
	if (state->buf.data != NULL) /* it may contain clients' secrets */
		secret_wipe(state->buf.data, STATE_ROOM);
	arena_free(state->buf.data, STATE_ROOM);
	state->buf.data = NULL;
	arena_free(state->fds, FDS_SETS * FDS_BYTES);
	state->fds = state->offered = state->doubled = state->open = NULL;
}

static uint64_t
mix(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * 0x9e3779b97f4a7c15;
	return sum ^ sum >> 32; /* so that the upper bits reach the lower */
}

/* Returns up to 8 bytes as a number. */
static uint64_t
word_at(const char *at, size_t len)
{
	uint64_t word = 0;

	memcpy(&word, at, len);
	return word;
}

/* Sums four lanes side by side, so that no multiplication waits for another. */
static uint64_t
sum_blocks(uint64_t sum, const char *at, size_t blocks)
{
	uint64_t lane[4] = { sum, 1, 2, 3 };

	for (; blocks > 0; blocks--)
		for (size_t i = 0; i < 4; i++, at += sizeof(*lane))
			lane[i] = mix(lane[i], word_at(at, sizeof(*lane)));
	return mix(mix(mix(lane[0], lane[1]), lane[2]), lane[3]);
}

void
state_sum(struct state *state, struct str bytes)
{
	const size_t block = 4 * sizeof(uint64_t);
	const size_t blocks = bytes.len / block;
	uint64_t now;

	if (!state->sums || state->sections == 0)
		return;
	now = mix(state->section[state->sections - 1].sum, bytes.len);
	if (blocks > 1) {
		now = sum_blocks(now, bytes.at, blocks);
		str_drop(&bytes, blocks * block);
	}
	for (; bytes.len >= sizeof(now); bytes.len -= sizeof(now)) {
		now = mix(now, word_at(bytes.at, sizeof(now)));
		bytes.at += sizeof(now);
	}
	if (bytes.len > 0)
		now = mix(now, word_at(bytes.at, bytes.len));
	state->section[state->sections - 1].sum = now;
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
