/* The state as a whole: see handover.h. */
#include "upgrade/handover.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/loop/ticks.h"
#include "base/mem/memfd.h"
#include "base/state/columns.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/version.h"
#include "upgrade/losses.h"

/*
 * The format of the state. A change that the next program cannot ignore needs a
 * new number.
 */
#define FORM 1

#define WORD STR("forkcast-state")

static const struct field saved[] = {
	FIELD(SIGNED, struct handover, pid),
	FIELD(FD, struct handover, program),
	FIELD(NUMBER, struct handover,
	    began), /* absolute, as both programs have the same clock */
	FIELD(TEXT, struct handover, version),
	FIELD(TEXT, struct handover, path),
};

int
handover_memfd(void)
{
	return memfd_open("forkcast-state");
}

/*
 * Writes "forkcast-state FORM VERSION GRAMMAR" and the details of the upgrade.
 */
static void
save_head(struct state *state, const struct handover *handover)
{
	STATE_PUT(
	    state, WORD, DECIMAL(FORM), STR(VERSION), DECIMAL(GRAMMAR_VERSION));
	state_section(state, STR("handover"));
	fields_put(state, FIELDS(saved), handover);
}

static bool
save(struct state *state, const struct handover *handover, bool sums)
{
	const struct module *part;

	save_head(state, handover);
	for (size_t i = 0; (part = modules_section(i)) != NULL; i++) {
		state->sums = sums && (part->how & MODULE_VARIES) == 0;
		state_section(state, part->section);
		fields_put(state, part->fields, part->of);
		if (part->save != NULL)
			part->save(state);
	}
	return state_end(state);
}

bool
handover_save(struct state *state, int fd, const struct handover *handover)
{
	if (!state_write(state, fd))
		return false;
	state->loop = ticks_now();
	state->updates = handover->updates;
	return save(state, handover, false);
}

/* Reads the first line; false if the format is not known here. */
static bool
load_head(struct state *state)
{
	uint64_t form = 0;

	if (!state_next(state))
		return false;
	if (!state_is(state, WORD) ||
	    !STATE_LINE(state, NUMBER_TO(&form, UINT32_MAX)))
		state_wrong(state, "not a state");
	else if (form != FORM)
		state_wrong(state, "unsupported format");
	return !state->failed;
}

/* Returns the section's place in the table, or the place after all of them. */
static size_t
place_of(struct str name)
{
	size_t i = 0;

	while (modules_section(i) != NULL &&
	    !str_eq(name, modules_section(i)->section))
		i++;
	return i;
}

static void
skip_rows(struct state *state)
{
	while (state_next(state))
		continue;
}

/*
 * Skips sections that may not follow here, up to one that may, and returns its
 * name; empty: there is none.
 */
static struct str
find_section(struct state *state, struct str name, size_t from)
{
	while (name.len > 0 && state_good(state)) {
		const size_t place = place_of(name);
		if (place >= from && modules_section(place) != NULL)
			return name;
		state_wrong(state,
		    place < from ? "unexpected or missing section" :
				   "unknown section");
		skip_rows(state);
		name = state_next_section(state);
	}
	return (struct str) { NULL, 0 };
}

static void
load_section(struct state *state, const struct module *part, bool sums)
{
	state->sums = sums && (part->how & MODULE_VARIES) == 0;
	state->vital = (part->how & MODULE_VITAL) != 0;
	assert(part->load != NULL || part->save == NULL);
	if (part->load != NULL)
		part->load(state);
	else
		while (state_next(state))
			fields_get(state, part->fields, part->of);
	if (part->loaded != NULL)
		part->loaded(state);
	skip_rows(state); /* skipped rows were noted as one fault */
}

/* Loads each section once, in order, and no others. */
static void
load_sections(struct state *state, bool sums)
{
	struct str name = state_next_section(state);
	const struct module *part;
	size_t i;

	for (i = 0; (part = modules_section(i)) != NULL && state_good(state);
	     i++) {
		name = find_section(state, name, i);
		if (str_eq(name, part->section)) {
			load_section(state, part, sums);
			name = state_next_section(state);
		} else if ((part->how & MODULE_VITAL) != 0) {
			/* nothing could stand in for it */
			state_broken(state, "unexpected or missing section");
		}
	}
	(void)find_section(state, name, i); /* faults were noted */
}

static void
load_handover(struct state *state, struct handover *handover)
{
	if (!str_eq(state_next_section(state), STR("handover"))) {
		state_wrong(state, "expected the section handover");
		return;
	}
	while (state_next(state))
		fields_get(state, FIELDS(saved), handover);
}

/* Reads the last line, "refused WHY", if the next program has written it. */
static void
look_for_refusal(int fd, struct handover *handover)
{
	const struct str word = STR("refused ");
	char room[sizeof(handover->refused) + 16];
	const off_t end = lseek(fd, 0, SEEK_END);
	const off_t size = (off_t)sizeof(room);
	const ssize_t len =
	    pread(fd, room, sizeof(room), end > size ? end - size : 0);
	size_t at;

	if (len < 2 || room[len - 1] != '\n')
		return;
	room[len - 1] = '\0';
	at = (size_t)len - 1;
	while (at > 0 && room[at - 1] != '\n')
		at--;
	if ((size_t)len - at > word.len &&
	    memcmp(room + at, word.at, word.len) == 0)
		(void)snprintf(handover->refused, sizeof(handover->refused),
		    "%s", room + at + word.len); /* fits, as it was written */
}

bool
handover_read_details(
    int fd, int updates, struct handover *handover, struct error *why)
{
	struct state state;
	bool good;

	*handover = (struct handover) { .program = -1, .updates = updates };
	good = state_read(&state, fd);
	state.updates = updates;
	if (good && load_head(&state))
		load_handover(&state, handover);
	good = !state.failed;
	*why = state.why;
	state_free(&state);
	if (good && updates == 0)
		look_for_refusal(fd, handover);
	return good;
}

/* Returns the number after the key in the lines, or the alternative. */
static uint64_t
find_number(struct str lines, struct str key, uint64_t otherwise)
{
	while (lines.at != NULL) {
		struct str line = str_cut(&lines, '\n');
		uint64_t number;
		if (lines.at != NULL && str_eq(str_word(&line), key) &&
		    str_to_number(line, INT_MAX, &number))
			return number;
	}
	return otherwise;
}

void
handover_peek_header(int fd, struct handover *handover)
{
	char room[128]; /* pid and program are at the start */
	const ssize_t len = pread(fd, room, sizeof(room), 0);
	const struct str lines = { room, len > 0 ? (size_t)len : 0 };

	*handover = (struct handover) { .program = -1 };
	if (find_number(lines, STR("pid"), 0) != (uint64_t)getpid())
		return;
	handover->pid = getpid();
	handover->program =
	    (int)find_number(lines, STR("program"), (uint64_t)-1);
	look_for_refusal(fd, handover);
}

bool
handover_is_ours(const struct handover *handover)
{
	return handover->pid == getpid();
}

/*
 * Returns whether there is another program to go back to. A program that gets
 * its own state back, refused by the next one, has none.
 */
static bool
has_way_back(const struct handover *handover)
{
	return handover->program != -1 && handover->refused[0] == '\0';
}

bool
handover_load(struct state *state, int fd, const struct handover *handover)
{
	struct handover again = { .program = -1 };

	if (!state_read(state, fd))
		return false;
	state->updates = handover->updates;
	state->returns = has_way_back(handover);
	if (load_head(state))
		load_handover(state, &again);
	/* A rehearsal must fail if anything would be lost. */
	if (handover_is_ours(handover))
		state->forgive = losses_note;
	load_sections(state, state->forgive == NULL);
	return !state->failed;
}

bool
handover_is_same(const struct state *loaded, const struct handover *handover,
    struct error *why)
{
	const char *section;
	struct state state;
	bool same = false;

	if (state_write(&state, -1)) {
		state.loop = loaded->loop;
		state.real = loaded->real;
		same = save(&state, handover, true);
	}
	*why = state.why;
	section = same ? state_differs(loaded, &state) : NULL;
	if (section != NULL)
		same = error_set(why, EX_DATAERR,
		    "the state: section %s would change when saved again",
		    section);
	state_free(&state);
	return same;
}

bool
handover_refuse(int fd, const struct error *why)
{
	return lseek(fd, 0, SEEK_END) != -1 &&
	    io_write_all(fd, LITERAL("refused ")) &&
	    io_write_all(fd, why->text, strlen(why->text)) &&
	    io_write_all(fd, "\n", 1);
}
