/*
 * Everything that save can write, load accepts, also in a rehearsal: each
 * member of each table of fields (server/base/state/fields.h) at its limits,
 * and each number that is saved by hand. Also checks that every table in the
 * sources was met, and that the list here has everything else that a section
 * writes. Linked with -Wl,--wrap=fields_get to note each table that a module
 * has.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/accept/spawn.h"
#include "server/base/log/log.h"
#include "server/base/mem/memfd.h"
#include "server/base/state/fields.h"
#include "server/base/state/module.h"
#include "server/operator/upgrade.h"
#include "server/upgrade/handover.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "tests/lib/changed.h"
#include "tests/lib/child.h"
#include "tests/lib/must.h"
#include "tests/lib/router/left.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"
#include "tests/lib/top/by_hand.h"
#include "tests/lib/top/full.h"

#define UPTIME (5000 * SEC)
#define TABLES_MOST 128

/* Where a new table or a new line of a section is to be entered. */
#define HERE_MEET                                                              \
	"fill one of its structs in tests/lib/top/full.c, or put its section " \
	"into more[] of tests/unit/top/columns.c"
#define HERE_LIST "add it to the list in tests/lib/top/by_hand.c"

/* What is in sections that are empty in both of the two states. */
static const struct {
	const char *section;
	const char *lines;
} more[] = {
	{ "section serves", "client 0\nasks 1\n" },
	{ "section founders", "group ops ada 5 nt 0\nasks 1\n" },
	{ "section powers", "client 0\naccount ada\nasks 1\n" },
};

static struct {
	int fd; /* of the state */
	char *text; /* a state */
	size_t len;
	char *line; /* in it, that is looked at */
	size_t line_len;
	size_t numbers; /* that were tried */
	const char *section;

	/* Tables that were met, shared with the process that meets them. */
	struct {
		struct fields fields;
		char section[32];
	} * table;
	size_t *tables;
} test;

void __real_fields_get(
    struct state *state, struct fields fields, void *structure);
void __wrap_fields_get(
    struct state *state, struct fields fields, void *structure);

static bool
is_met(struct fields fields, const char *section)
{
	for (size_t i = 0; i < *test.tables; i++)
		if (test.table[i].fields.at == fields.at &&
		    strcmp(test.table[i].section, section) == 0)
			return true;
	return false;
}

/* Whatever line it is called for, it has the table. */
void
__wrap_fields_get(struct state *state, struct fields fields, void *structure)
{
	const char *section = state->section;

	if (test.tables != NULL && !is_met(fields, section)) {
		MUST(*test.tables < TABLES_MOST, "too many tables");
		test.table[*test.tables].fields = fields;
		(void)snprintf(test.table[(*test.tables)++].section,
		    sizeof(test.table[0].section), "%s", section); /* fits */
	}
	__real_fields_get(state, fields, structure);
}

static size_t
size_of(struct fields fields)
{
	size_t size = 0;

	for (size_t i = 0; i < fields.count; i++)
		if (fields.at[i].offset + fields.at[i].size > size)
			size = fields.at[i].offset + fields.at[i].size;
	return size;
}

/* Clocks of who saves and of who loads. */
#define LOOP (50 * SEC)
#define REAL (7000 * SEC)

/* As no member ever is, or as it is at most. */
static void
put_end(const struct field *field, char *at, bool most)
{
	const usec far = most ? UINT64_MAX : 1;
	const int number = most ? INT32_MAX : INT32_MIN;

	switch (field->type) {
	case FIELD_BOOL:
		*(bool *)at = most;
		break;
	case FIELD_NUMBER:
		memset(at, most ? 0xff : 0, field->size);
		break;
	case FIELD_SIGNED:
		memcpy(at, &number, sizeof(number));
		break;
	case FIELD_FD:
		memcpy(at, &(int) { -1 },
		    sizeof(int)); /* inherited_fds.c's test */
		break;
	case FIELD_LOOP:
	case FIELD_REAL:
		memcpy(at, &far, sizeof(far));
		break;
	case FIELD_TEXT:
		memset(at, most ? 'x' : '\0', field->size);
		break;
	}
}

/* It comes back as what it was, or what the table has as its end. */
static bool
is_end(const struct field *field, const char *at, bool most)
{
	uint64_t number = 0;

	switch (field->type) {
	case FIELD_NUMBER:
		memcpy(&number, at, field->size); /* the low bytes, or all */
		return most ? number > 0 && number <= field->most : number == 0;
	case FIELD_LOOP:
	case FIELD_REAL:
		memcpy(&number, at, sizeof(number));
		return most ? number > INT64_MAX / 4 : number == 1;
	case FIELD_TEXT:
		return strnlen(at, field->size) == (most ? field->size - 1 : 0);
	default:
		return field->type != FIELD_BOOL || *(const bool *)at == most;
	}
}

static bool
load_fields(int fd, struct fields fields, char *structure)
{
	struct state state;
	bool good;

	MUST(state_read(&state, fd), "%s", state.why.text);
	state.loop = LOOP;
	state.real = REAL;
	(void)state_next_section(&state);
	while (state_next(&state))
		__real_fields_get(&state, fields, structure);
	good = state_good(&state);
	state_free(&state);
	return good;
}

/* -1 is none, where nothing is written. */
static void
clear(struct fields fields, char *structure, size_t size)
{
	memset(structure, 0, size);
	for (size_t i = 0; i < fields.count; i++)
		if (fields.at[i].type == FIELD_FD)
			put_end(&fields.at[i], structure + fields.at[i].offset,
			    false);
}

/* All members of a struct at once. */
static bool
try_ends(struct fields fields, bool most)
{
	const size_t size = size_of(fields);
	char *structure = calloc(1, size + 1); /* never of nothing */
	int fd = scratch_nameless();
	struct state state;
	bool good;

	MUST(structure != NULL && state_write(&state, fd), "no memory");
	for (size_t i = 0; i < fields.count; i++)
		put_end(&fields.at[i], structure + fields.at[i].offset, most);
	state.loop = LOOP;
	state.real = REAL;
	state_section(&state, STR("table"));
	fields_put(&state, fields, structure);
	good = state_end(&state);
	state_free(&state);
	clear(fields, structure, size);
	good = good && load_fields(fd, fields, structure);
	for (size_t i = 0; good && i < fields.count; i++) {
		good = is_end(
		    &fields.at[i], structure + fields.at[i].offset, most);
		if (!good)
			(void)printf("# %.*s is another\n",
			    (int)fields.at[i].key.len, fields.at[i].key.at);
	}
	free(structure);
	io_close(&fd);
	return good;
}

static void
try_tables(void)
{
	size_t members = 0;
	bool good = true;

	for (size_t i = 0; i < *test.tables; i++) {
		const struct fields fields = test.table[i].fields;
		if (!try_ends(fields, false) || !try_ends(fields, true)) {
			(void)printf("# of section %s, %.*s and others\n",
			    test.table[i].section, (int)fields.at[0].key.len,
			    fields.at[0].key.at);
			good = false;
		}
		members += fields.count;
	}
	(void)TAP_OK(good,
	    "%zu members of %zu tables at both ends are saved and loaded",
	    members, *test.tables);
}

/* Finds the argument of a macro's call that so many commas precede. */
static char *
find_argument(char *row, int number)
{
	while (number-- > 0 && row != NULL) {
		row = strchr(row, ',');
		row = row != NULL ? row + 1 : NULL;
	}
	return row != NULL ? row + strspn(row, " \t\n\"") : NULL;
}

/*
 * Cuts the key of the next member out of a table of the sources; null: there is
 * none. It is the member's name, or what FIELD_KEY or FIELD_ROW says.
 */
static const char *
next_member(char **at, size_t *len)
{
	char *row = strstr(*at, "FIELD");
	char *end = strchr(*at, '}'), *key;

	if (row == NULL || (end != NULL && end < row))
		return NULL;
	key = find_argument(row,
	    strncmp(row, "FIELD_KEY", 9) == 0 ||
		    strncmp(row, "FIELD_ROW", 9) == 0 ?
		3 :
		2);
	if (key == NULL)
		return NULL;
	*len = strcspn(key, "\",) \t\n");
	*at = key + *len;
	return key;
}

static bool
is_table(struct fields fields, char *at)
{
	const char *member;
	size_t len, count = 0;

	while ((member = next_member(&at, &len)) != NULL)
		if (count == fields.count ||
		    !str_eq(
			fields.at[count++].key, (struct str) { member, len }))
			return false;
	return count == fields.count;
}

static bool
look_for_table(const char *path, char *at)
{
	for (size_t i = 0; i < *test.tables; i++)
		if (is_table(test.table[i].fields, at))
			return true;
	(void)printf("# %s has a table that was not met, %.*s...: %s\n", path,
	    (int)strcspn(at + strspn(at, "\n\t "), "\n"),
	    at + strspn(at, "\n\t "), HERE_MEET);
	return false;
}

static bool
look_through(const char *path)
{
	const char *const begin = "const struct field ";
	FILE *file = fopen(path, "r");
	static char text[262144];
	size_t len;
	bool good = true;

	MUST(file != NULL, "cannot read %s", path);
	len = fread(text, 1, sizeof(text) - 1, file);
	text[len] = '\0';
	MUST(fclose(file) == 0, "cannot read %s", path);
	for (char *at = text; (at = strstr(at, begin)) != NULL;) {
		at += strlen(begin);
		if (at[strcspn(at, "[;,)")] == '[')
			good =
			    look_for_table(path, strchr(at, '{') + 1) && good;
	}
	return good;
}

static void
look_at_sources(void)
{
	glob_t files;
	bool good = true;

	MUST(glob("server/*.c", 0, NULL, &files) == 0 &&
		glob("server/*/*.c", GLOB_APPEND, NULL, &files) == 0 &&
		glob("server/*/*/*.c", GLOB_APPEND, NULL, &files) == 0 &&
		glob("server/*/*/*/*.c", GLOB_APPEND, NULL, &files) == 0,
	    "no sources here");
	for (size_t i = 0; i < files.gl_pathc; i++)
		if (strstr(files.gl_pathv[i], "/fields.c") == NULL)
			good = look_through(files.gl_pathv[i]) && good;
	globfree(&files);
	(void)TAP_OK(good, "these are all tables of the server's sources");
}

static int
save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	return 0;
}

static int
fill_and_save(void)
{
	full_fill();
	return save();
}

static int
leave_and_save(void)
{
	stage_begin((const struct config_option[]) {
	    { "max_clients", "20" }, { "hello_time", "0" }, { NULL, NULL } });
	MUST(spawn_init(), "no memory");
	left_fill(pace_turns);
	return save();
}

/* Returns whether this server would be saved with the bytes of the state. */
static bool
is_same_again(const struct handover *handover)
{
	int again = memfd_open("again");
	char *text[2];
	size_t len[2];
	struct state state;
	bool same;

	MUST(again != -1, "no memory");
	MUST(handover_save(&state, again, handover), "%s", state.why.text);
	state_free(&state);
	text[0] = changed_read(test.fd, &len[0]);
	text[1] = changed_read(again, &len[1]);
	same = len[0] == len[1] && memcmp(text[0], text[1], len[0]) == 0;
	free(text[0]);
	free(text[1]);
	(void)close(again); /* was read */
	return same;
}

/* In a child: 0 if it is loaded where it is tried, and saved as it was. */
static int
rehearse(void)
{
	struct handover handover;
	struct state state;

	MUST(modules_init(), "no memory");
	if (handover_begin(&state, test.fd, &handover) &&
	    handover_load(&state, &handover) && is_same_again(&handover))
		return 0;
	(void)printf("# %s\n", state.why.text);
	(void)fflush(stdout);
	return 1;
}

static void
write_state(const char *text, size_t len)
{
	MUST(ftruncate(test.fd, 0) == 0 && lseek(test.fd, 0, SEEK_SET) == 0 &&
		io_write_all(test.fd, text, len),
	    "cannot write a state: %s", strerror(errno));
}

/* Bytes that a line announces are none of its lines. */
static size_t
bytes_behind(struct str line)
{
	const struct str key = str_word(&line);
	uint64_t len;

	if (key.len == 0 || key.at[key.len - 1] != ':' ||
	    !str_to_number(line, SIZE_MAX / 2, &len))
		return 0;
	return (size_t)len + 1;
}

/* The lines of test.text: true, with *line, until there are no more. */
static bool
next_line(char **at, struct str *line)
{
	char *end;

	if (*at >= test.text + test.len)
		return false;
	end = memchr(*at, '\n', test.len - (size_t)(*at - test.text));
	MUST(end != NULL, "half a line");
	*line = (struct str) { *at, (size_t)(end - *at) };
	*at = end + 1 + bytes_behind(*line);
	return true;
}

static bool
begins(struct str line, const char *word)
{
	return line.len >= strlen(word) &&
	    memcmp(line.at, word, strlen(word)) == 0;
}

/* There has to be a peer, and a group has to have a name, before all else. */
static bool
may_ask(struct str line)
{
	static const char *const not_behind[] = { "forkcast-state", "end ",
		"section peers", "group " };
	size_t i = 0;

	while (i < COUNT(not_behind) && !begins(line, not_behind[i]))
		i++;
	return i == COUNT(not_behind);
}

/* Behind each line one that none knows, so that all are asked for it. */
static void
write_asking(void)
{
	char *at = test.text, *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct str line;

	MUST(out != NULL, "no memory");
	while (next_line(&at, &line)) {
		(void)fwrite(line.at, 1, (size_t)(at - line.at), out);
		if (may_ask(line))
			(void)fputs("asks 1\n", out);
		for (size_t i = 0; i < COUNT(more); i++)
			if (str_eq(line, str_from(more[i].section)) &&
			    strncmp(at, "section ", 8) == 0)
				(void)fputs(more[i].lines, out);
	}
	MUST(fclose(out) == 0, "no memory");
	write_state(text, len);
	free(text);
}

/* Whether it is saved as it was does not matter. */
static int
meet(void)
{
	(void)rehearse();
	return 0;
}

static bool
is_of_a_table(struct str key)
{
	for (size_t i = 0; i < *test.tables; i++) {
		if (strcmp(test.table[i].section, test.section) != 0)
			continue;
		for (size_t k = 0; k < test.table[i].fields.count; k++)
			if (str_eq(test.table[i].fields.at[k].key, key))
				return true;
	}
	return false;
}

/* The state with another number in the place of that word. */
static bool
try_number(struct str word, uint64_t number)
{
	char digits[STR_DIGITS], *text;
	const struct str end = str_number(number, digits);
	const size_t before = (size_t)(word.at - test.text);
	size_t len;
	FILE *out = open_memstream(&text, &len);
	bool good;

	MUST(out != NULL, "no memory");
	(void)fwrite(test.text, 1, before, out);
	(void)fwrite(end.at, 1, end.len, out);
	(void)fwrite(word.at + word.len, 1, test.len - before - word.len, out);
	MUST(fclose(out) == 0, "no memory");
	write_state(text, len);
	free(text);
	good = child_run(rehearse) == 0;
	if (!good)
		(void)printf("# section %s, \"%.*s\": %.*s is not loaded\n",
		    test.section, (int)test.line_len, test.line, (int)end.len,
		    end.at);
	test.numbers++;
	return good;
}

static bool
try_line(struct str line)
{
	struct str rest = line;
	const struct str key = str_word(&rest);
	const struct by_hand *known = by_hand_find(test.section, key);
	bool good = true;

	if (is_of_a_table(key))
		return true;
	if (known == NULL) {
		(void)printf("# section %s writes \"%.*s\" by hand: %s\n",
		    test.section, (int)key.len, key.at, HERE_LIST);
		return false;
	}
	test.line = (char *)line.at;
	test.line_len = line.len;
	for (size_t i = 0; i < BY_HAND_WORDS && rest.len > 0; i++) {
		const uint64_t least = known->word[i].least;
		const uint64_t most = known->word[i].most;
		const struct str word = str_word(&rest);
		if (most > 0)
			good = try_number(word, least) &&
			    try_number(word, most) && good;
	}
	return good;
}

static void
take_state(const char *what, int (*fill)(void))
{
	write_state("", 0);
	MUST(child_run(fill) == 0, "%s: cannot be saved", what);
	free(test.text);
	test.text = changed_read(test.fd, &test.len);
	write_asking();
	MUST(child_run(meet) == 0, "%s: cannot be loaded", what);
}

static void
try_by_hand(const char *what)
{
	char section[32] = "";
	char *at = test.text;
	struct str line;
	bool good = true;

	test.section = section;
	while (next_line(&at, &line))
		if (begins(line, "section "))
			(void)snprintf(section, sizeof(section), "%.*s",
			    (int)line.len - 8, line.at + 8); /* fits */
		else if (section[0] != '\0' && !begins(line, "end "))
			good = try_line(line) && good;
	(void)TAP_OK(good,
	    "%s: all lines are known, and %zu numbers at their ends loaded",
	    what, test.numbers);
}

int
main(void)
{
	pace(UPTIME);
	full_begin();
	test.fd = memfd_open("state");
	test.table = mmap(NULL, (TABLES_MOST + 1) * sizeof(*test.table),
	    PROT_READ | PROT_WRITE,
	    /* cppcheck-suppress invalidFunctionArg ; there is no file */
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(test.fd != -1 && test.table != MAP_FAILED, "no memory");
	test.tables = (size_t *)(void *)&test.table[TABLES_MOST];
	take_state("a full server", fill_and_save);
	try_by_hand("a full server");
	take_state("what clients leave", leave_and_save);
	try_by_hand("what clients leave");
	try_tables();
	look_at_sources();
	return tap_done();
}
