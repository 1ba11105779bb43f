/*
 * helpers/journal/read: random histories of several files, and random requests,
 * whose answers are compared with what a list of all records says: which events
 * a reader may see (member, former member, without an account, rejoined), in
 * which order, how many in one answer, and where to go on. The indexes are made
 * by the reader itself, found by another, and made again if they are missing,
 * damaged or of another size.
 */
#include "helpers/journal/read/journal_asks.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/read/journal_read.h"
#include "tests/lib/dice.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FILES 5
#define RECORDS 2500 /* of a file */
#define GROUPS 6
#define ACCOUNTS 4
#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)1024 * 1024)

struct row {
	uint64_t id;
	unsigned where;
	bool closed, is_event, is_tags, is_speech;
	unsigned worth; /* in lines */
	char body[160];
	size_t where_at; /* its target in there */
};

/* As they are called at that time, and then after everything. */
static char where_names[][16] = { "ops", "Lab", "tea", "x", "quiet", "once",
	"@ali,bo", "@bo,cy" };
/* Names that groups get; those that they had are among them. */
static char free_names[][16] = { "Coffee", "cocoa", "ale" };
static const char *const account_names[ACCOUNTS] = { "ali", "bo", "cy", "dee" };
#define WHERES COUNT(where_names)

static struct {
	struct row row[FILES * RECORDS + 64];
	size_t rows;
	uint64_t id;
	bool closed[GROUPS];
	/* Members, each since an ID, and former ones. */
	uint64_t since[GROUPS][ACCOUNTS];
	struct {
		unsigned group, account;
		uint64_t from, to;
	} span[FILES * RECORDS];
	size_t spans;
	char directory[SCRATCH_PATH];
} made;

/* A request, and its whole answer. */
struct request {
	unsigned where, account; /* ACCOUNTS: none */
	uint64_t joined, after, before;
	unsigned most;
	bool only_joined, only_said, in_lines;
	bool is_back;
	const char *text; /* find; or null */
};

static struct {
	const struct row *row[FILES * RECORDS];
	size_t rows;
	size_t events; /* or lines */
	bool is_full; /* on the way back */
} wanted;

static char asked[512]; /* the last request */

static void
explain(void)
{
	tap_note("asked: %s", asked);
}

static void
add(const char *attr, const char *verb, unsigned where, const char *rest)
{
	struct row *row = &made.row[made.rows++];
	struct journal_record record;

	(void)snprintf(row->body, sizeof(row->body), "%s %llu %s%s%s", verb,
	    (unsigned long long)made.id, where_names[where],
	    rest[0] != '\0' ? " " : "", rest);
	MUST(journal_record_read_body(str_from(row->body), &record), "body");
	row->id = made.id;
	row->where = where;
	row->where_at = (size_t)(record.where.at - row->body);
	row->closed = attr[0] == 'c';
	row->is_event = journal_verb_is_event(record.verb);
	row->is_tags = record.verb == JOURNAL_TAGS;
	row->is_speech = journal_verb_is_speech(record.verb);
	row->worth = record.verb == JOURNAL_LINES ? 3 : 1;
	(void)history_add(attr, verb, made.id, where_names[where], rest);
}

static const char *
attr_of(unsigned where, bool more)
{
	static const char *const attrs[] = { "o", "o+", "c", "c+" };
	const bool closed = where >= GROUPS || made.closed[where];

	return attrs[2 * closed + more];
}

static void
add_membership(unsigned group)
{
	const unsigned account = dice(ACCOUNTS);
	uint64_t *since = &made.since[group][account];

	if (*since != 0 && dice_once_in(2)) {
		made.span[made.spans].group = group;
		made.span[made.spans].account = account;
		made.span[made.spans].from = *since;
		made.span[made.spans++].to = made.id;
		*since = 0;
		add(attr_of(group, false), "out", group,
		    account_names[account]);
		return;
	}
	if (*since == 0)
		*since = made.id;
	add(attr_of(group, false), "in", group, account_names[account]);
}

static void
add_speech(unsigned where)
{
	static const char *const words[] = { "Tea", "needle", "hay", "NEEDLE x",
		"nee dle", "last" };
	char rest[96];

	(void)snprintf(rest, sizeof(rest), "ali!a@h!ali!%s %s %u",
	    where >= GROUPS ? " bo" : "",
	    dice_once_in(200) ? "sElDom" : words[dice(COUNT(words))],
	    dice(1000));
	if (dice_once_in(4))
		add(attr_of(where, true), "tags", where, "a=b");
	add(attr_of(where, false), where >= GROUPS ? "tell" : "msg", where,
	    rest);
}

static void
add_lines(unsigned where)
{
	const unsigned lines = 2 + dice(80);

	if (dice_once_in(2)) {
		add(attr_of(where, false), "lines", where,
		    where >= GROUPS ? "bo!b@h!bo! @ali 3,6+2 tea needle 7" :
				      "bo!b@h!bo! 3,6+2 tea needle 7");
		return;
	}
	for (unsigned i = 0; i < lines; i++)
		add(attr_of(where, i + 1 < lines), "msg", where,
		    "bo!b@h!bo! one of several lines");
}

/* Another name; or sometimes the same one in another case. */
static void
add_name(unsigned group)
{
	char *name = free_names[dice(COUNT(free_names))];
	char *own = where_names[group];
	char old[sizeof(free_names[0])], next[sizeof(old)], rest[64];

	memcpy(old, own, sizeof(old));
	if (dice_once_in(4)) {
		name = old;
		name[0] = (char)(name[0] ^ ' ');
	}
	(void)snprintf(rest, sizeof(rest), "cy!c@h!cy! %s too hot", name);
	add(attr_of(group, true), "rename", group, rest);
	add("c", "renamed", group, name);
	memcpy(next, name, sizeof(next));
	memcpy(name, old, sizeof(old));
	memcpy(own, next, sizeof(next));
}

/* Adds what happens at one time: the first groups are busy, "once" is not. */
static void
add_one(void)
{
	const unsigned where = dice_once_in(3) ? 0 : dice(WHERES);

	made.id += 1 + dice(3) * dice(1000);
	if (where == 5 || (where == 4 && !dice_once_in(40)))
		add_speech(1);
	else if (where < GROUPS && dice_once_in(20))
		add_membership(where);
	else if (where < GROUPS && dice_once_in(30))
		made.closed[where] = !made.closed[where];
	else if (where < GROUPS && dice_once_in(300))
		add_name(where);
	else if (dice_once_in(200))
		add_lines(where);
	else if (dice_once_in(5))
		add(attr_of(where, false), "join", where, "cy!c@h!cy! Real");
	else
		add_speech(where);
}

static void
make_history(void)
{
	scratch_path(made.directory, "history");
	MUST(mkdir(made.directory, 0700) == 0, "mkdir");
	history_begin(made.directory);
	made.id = FIRST;
	for (unsigned file = 0; file < FILES; file++) {
		made.id++;
		history_next(made.id);
		if (file == 0) {
			made.id++;
			add("o", "msg", 5, "ali!a@h!ali! the only needle");
		}
		while (made.rows < (file + 1) * RECORDS - 100)
			add_one();
	}
	history_end();
}

static bool
is_covered(const struct request *request, uint64_t id)
{
	const unsigned account = request->account;

	if (account == ACCOUNTS)
		return false;
	if (made.since[request->where][account] != 0 &&
	    made.since[request->where][account] <= id)
		return true;
	for (size_t i = 0; i < made.spans; i++)
		if (made.span[i].group == request->where &&
		    made.span[i].account == account &&
		    made.span[i].from <= id && made.span[i].to >= id)
			return true;
	return false;
}

static bool
may_see(const struct request *request, const struct row *row)
{
	return row->is_event && row->where == request->where &&
	    row->id > request->after &&
	    (request->before == 0 || row->id < request->before) &&
	    (row->where >= GROUPS ||
		(request->joined != 0 && row->id >= request->joined) ||
		(!row->closed && !request->only_joined) ||
		is_covered(request, row->id));
}

static bool
may_read(const struct request *request)
{
	if (request->where == 6)
		return request->account < 2;
	if (request->where == 7)
		return request->account == 1 || request->account == 2;
	return request->joined != 0 ||
	    (request->account < ACCOUNTS &&
		made.since[request->where][request->account] != 0);
}

static bool
has(struct str text, struct str what)
{
	for (; text.len >= what.len; str_drop(&text, 1))
		if (str_caseeq((struct str) { text.at, what.len }, what))
			return true;
	return false;
}

/* Whether an event, whose rows are these, is found. */
static bool
is_found(const struct row *row, size_t rows, const char *text)
{
	for (size_t i = 0; i < rows; i++) {
		const char *space = strrchr(row[i].body, '!');
		struct str found = str_from(space == NULL ? "" : space + 2);
		if (row[i].where >= GROUPS)
			(void)str_word(&found);
		if (row[i].is_speech && space != NULL &&
		    has(found, str_from(text)))
			return true;
	}
	return false;
}

/*
 * Takes an event, if the reader may see any of it; else returns false. One that
 * is too long, on the way back, is the end.
 */
static bool
want_event(const struct request *request, const struct row *row, size_t rows)
{
	const unsigned worth = request->in_lines ? row[rows - 1].worth : 1;
	const size_t before = wanted.rows;
	bool counts = false;

	if (request->only_said && !row[rows - 1].is_speech)
		return false;

	for (size_t i = 0; i < rows; i++) {
		if (!may_see(request, &row[i]))
			continue;
		counts = counts || !row[i].is_tags;
		wanted.row[wanted.rows++] = &row[i];
	}
	if (counts && request->is_back && wanted.events > 0 &&
	    wanted.events + worth > request->most)
		wanted.is_full = true;
	if (counts && wanted.events < request->most && !wanted.is_full &&
	    (request->text == NULL || is_found(row, rows, request->text))) {
		wanted.events += worth;
		return true;
	}
	wanted.rows = before;
	return false;
}

/* Returns how it is shown: its target has its last name. */
static struct str
shown(const struct row *row)
{
	static char room[256];
	struct str rest = str_from(row->body + row->where_at);
	int len;

	if (str_begins(str_from(row->body), STR("rename ")))
		return str_from(row->body);
	(void)str_word(&rest);
	len = snprintf(room, sizeof(room), "%.*s%s%s%.*s", (int)row->where_at,
	    row->body, where_names[row->where], rest.len > 0 ? " " : "",
	    (int)rest.len, rest.at);
	return (struct str) { room, (size_t)len };
}

static size_t
rows_from(size_t i)
{
	size_t rows = 1;

	while (i + rows < made.rows && made.row[i + rows].id == made.row[i].id)
		rows++;
	return rows;
}

static void
want_forward(const struct request *request)
{
	size_t rows;

	wanted.rows = wanted.events = 0;
	wanted.is_full = false;
	for (size_t i = 0; i < made.rows; i += rows) {
		rows = rows_from(i);
		(void)want_event(request, &made.row[i], rows);
	}
}

static void
want_back(const struct request *request)
{
	size_t rows = 0;

	wanted.rows = wanted.events = 0;
	wanted.is_full = false;
	for (size_t i = made.rows; i > 0; i -= rows) {
		for (rows = 1; rows < i &&
		     made.row[i - rows - 1].id == made.row[i - 1].id;
		     rows++)
			continue;
		(void)want_event(request, &made.row[i - rows], rows);
	}
}

/* Puts the wanted rows, taken from new to old, in the order of their IDs. */
static void
turn_wanted(void)
{
	static const struct row *turned[FILES * RECORDS];
	size_t end = wanted.rows, count = 0;

	while (end > 0) {
		size_t from = end - 1;
		while (from > 0 &&
		    wanted.row[from - 1]->id == wanted.row[end - 1]->id)
			from--;
		for (size_t i = from; i < end; i++)
			turned[count++] = wanted.row[i];
		end = from;
	}
	memcpy(wanted.row, turned, count * sizeof(*turned));
}

static void
ask(struct journal_reader *reader, const struct request *request,
    const char *form)
{
	static const char *const hows[] = { "members", "joined", "members,said",
		"joined,said", "members,lines", "joined,lines",
		"members,said,lines", "joined,said,lines" };
	char text[512];
	int len;

	len = snprintf(text, sizeof(text),
	    "7 - - 0 %s %s %s 0 %llu %s %llu %llu %u%s%s", form,
	    where_names[request->where],
	    request->account == ACCOUNTS ? "*" :
					   account_names[request->account],
	    (unsigned long long)request->joined,
	    hows[request->only_joined + 2 * request->only_said +
		4 * request->in_lines],
	    (unsigned long long)request->after,
	    (unsigned long long)request->before, request->most,
	    request->text != NULL ? " " : "",
	    request->text != NULL ? request->text : "");
	(void)snprintf(asked, sizeof(asked), "%s", text);
	journal_asks_take(reader, (struct str) { text, (size_t)len });
	history_work(reader);
}

/* Takes the next line of the answer. */
static struct str
next_line(struct journal_reader *reader)
{
	static char room[LIMIT_LINE];
	struct str line;

	MUST(buf_line(reader->up, &line) == LINE_WHOLE, "no answer");
	memcpy(room, line.at, line.len);
	buf_drop_line(reader->up, line);
	line.at = room;
	MUST(str_skip(&line, STR("answer 7 ")), "not an answer");
	return line;
}

/*
 * Takes an answer, whose lines have to be the wanted ones from *at on. Returns
 * whether there is more, with the last ID.
 */
static bool
take_answer(
    struct journal_reader *reader, size_t *at, uint64_t *last, uint64_t *count)
{
	struct str line, word;

	for (;;) {
		line = next_line(reader);
		word = str_word(&line);
		if (!str_eq(word, STR("past")))
			break;
		MUST(*at < wanted.rows, "too much: %.*s", (int)line.len,
		    line.at);
		MUST(str_caseeq(line, shown(wanted.row[*at])), "%.*s is not %s",
		    (int)line.len, line.at, wanted.row[*at]->body);
		(*at)++;
	}
	MUST(str_eq(word, STR("done")) || str_eq(word, STR("more")),
	    "ends with %.*s %.*s", (int)word.len, word.at, (int)line.len,
	    line.at);
	MUST(str_to_number(str_word(&line), UINT64_MAX, last) &&
		str_to_number(line, JOURNAL_ANSWER_MOST + 2, count),
	    "no count");
	return str_eq(word, STR("more"));
}

/* Asks until there is no more. */
static void
get_all(struct journal_reader *reader, struct request request, const char *form)
{
	size_t at = 0;
	uint64_t last, count;
	const bool refused = !may_read(&request);

	ask(reader, &request, form);
	if (refused) {
		const struct str line = next_line(reader);
		MUST(str_begins(line, STR("not-member")), "not refused");
		return;
	}
	while (take_answer(reader, &at, &last, &count)) {
		request.most -= (unsigned)count;
		if (strcmp(form, "find") == 0)
			request.before = last;
		else
			request.after = last;
		if (strcmp(form, "backward") == 0)
			request.most = JOURNAL_ASK_MOST;
		ask(reader, &request,
		    strcmp(form, "backward") == 0 ? "forward" : form);
	}
	MUST(at == wanted.rows, "%zu rows of %zu", at, wanted.rows);
	MUST(buf_len(reader->up) == 0, "more than an answer");
}

static uint64_t
some_id(void)
{
	const struct row *row = &made.row[dice((uint32_t)made.rows)];

	return dice_once_in(3) ? 0 : row->id + 1 - dice(3);
}

static struct request
some_request(void)
{
	const uint64_t id = some_id();
	struct request request = { .where = dice(WHERES),
		.account = dice(ACCOUNTS + 1),
		.joined = dice_once_in(2) ? 0 : made.row[dice(100)].id,
		.after = id,
		.before = some_id(),
		.most = 1 + dice(dice_once_in(3) ? 1000 : 70),
		.only_joined = dice_once_in(3),
		.only_said = dice_once_in(4),
		.in_lines = dice_once_in(4) };

	if (request.where >= GROUPS)
		request.joined = 0;
	if (dice_once_in(2))
		request.joined *= 1 + dice(2); /* after everything */
	if (request.before != 0 && request.before <= request.after)
		request.before = 0;
	return request;
}

static void
try_requests(unsigned times, const char *what)
{
	static const char *const texts[] = { "needle", "tea 7", "seldom",
		"never said", "7" };
	struct journal_reader *reader = history_load(ANSWERS);
	uint64_t events = 0;

	for (unsigned i = 0; i < times; i++) {
		struct request request = some_request();
		want_forward(&request);
		events += wanted.events;
		get_all(reader, request, "forward");
		request.is_back = true;
		want_back(&request);
		turn_wanted();
		get_all(reader, request, "backward");
		request.in_lines = false;
		request.text = texts[dice(COUNT(texts))];
		want_back(&request);
		get_all(reader, request, "find");
	}
	MUST(events > times, "hardly any events");
	TAP_OK(true, "%s", what);
}

/* Changes each index: a byte, its length, or that it is there at all. */
/* Returns the ID of the last speech that the reader may see there; 0: none. */
static uint64_t
last_speech(const struct request *request)
{
	if (!may_read(request))
		return 0;
	for (size_t i = made.rows; i > 0; i--)
		if (made.row[i - 1].is_speech &&
		    may_see(request, &made.row[i - 1]))
			return made.row[i - 1].id;
	return 0;
}

/*
 * Finds the next target of an account, in the order of the last speech. Returns
 * its ID, and its name in *where; 0: there are no more.
 */
static uint64_t
next_talk(unsigned account, uint64_t after, uint64_t before, const char **where)
{
	uint64_t found = 0;

	for (unsigned i = 0; i < WHERES; i++) {
		const uint64_t id = last_speech(
		    &(struct request) { .where = i, .account = account });
		if (id <= after || (before != 0 && id >= before) ||
		    (found != 0 && id >= found))
			continue;
		found = id;
		*where = where_names[i];
	}
	return found;
}

/* Asks for the targets whose last speech lies between two IDs. */
static void
get_talks(struct journal_reader *reader, unsigned account, uint64_t after,
    uint64_t before)
{
	const char *where = NULL;
	char text[256];
	uint64_t id = after;
	int len;

	len = snprintf(text, sizeof(text), "7 - - 0 talks %s 0 %llu %llu %u",
	    account_names[account], (unsigned long long)after,
	    (unsigned long long)before, (unsigned)WHERES); /* fits */
	(void)snprintf(asked, sizeof(asked), "%s", text); /* fits */
	journal_asks_take(reader, (struct str) { text, (size_t)len });
	history_work(reader);
	while ((id = next_talk(account, id, before, &where)) != 0) {
		len = snprintf(text, sizeof(text), "talk %s %llu", where,
		    (unsigned long long)id); /* fits */
		const struct str line = next_line(reader);
		MUST(str_eq(line, (struct str) { text, (size_t)len }),
		    "%.*s is not %s", (int)line.len, line.at, text);
	}
	MUST(str_begins(next_line(reader), STR("done ")), "there are more");
}

/* A target whose last speech is too late is not listed by an earlier one. */
static void
try_talks(unsigned times)
{
	struct journal_reader *reader = history_load(ANSWERS);

	for (unsigned i = 0; i < times; i++) {
		const uint64_t after = some_id(), before = some_id();
		get_talks(
		    reader, dice(ACCOUNTS), after, before > after ? before : 0);
	}
	TAP_OK(true, "lists the targets of an account");
}

static void
harm_indexes(void)
{
	for (size_t i = 0; i < 2 * FILES; i++) {
		char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
		const uint64_t key = journal_file_first(FIRST) + i % FILES;
		int fd;
		(void)snprintf(path, sizeof(path), "%s/%s", made.directory,
		    journal_file_name(key, ".index", name));
		fd = open(path, O_RDWR);
		if (fd == -1)
			continue;
		if (i % FILES == 0)
			MUST(unlink(path) == 0, "unlink");
		else if (i % FILES == 1)
			MUST(ftruncate(fd, 1000) == 0, "ftruncate");
		else
			MUST(
			    pwrite(fd, "7", 1, 100 + dice(500)) == 1, "pwrite");
		(void)close(fd);
	}
}

/* Makes it impossible to write any index. */
static void
forbid_indexes(void)
{
	for (size_t i = 0; i < FILES; i++) {
		char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
		const uint64_t key = journal_file_first(FIRST) + i;
		(void)snprintf(path, sizeof(path), "%s/%s", made.directory,
		    journal_file_name(key, ".index", name));
		(void)unlink(path); /* or there is none */
		(void)snprintf(path, sizeof(path), "%s/%s", made.directory,
		    journal_file_name(key, ".index.new", name));
		MUST(mkdir(path, 0700) == 0, "mkdir");
	}
}

/* Asks as a member from the start, to whom no membership matters. */
static void
try_without_indexes(void)
{
	struct journal_reader *reader;

	forbid_indexes();
	reader = history_load(ANSWERS);
	for (unsigned i = 0; i < 100; i++) {
		struct request request = some_request();
		request.where %= GROUPS;
		request.joined = 1;
		want_forward(&request);
		get_all(reader, request, "forward");
		request.is_back = true;
		want_back(&request);
		turn_wanted();
		get_all(reader, request, "backward");
	}
	TAP_OK(true, "answers if no index can be written");
}

/* An event of more lines than an answer can have is no trap. */
static void
try_many_lines(void)
{
	struct journal_reader *reader;
	struct str line;
	size_t lines = 0;

	scratch_path(made.directory, "lines");
	MUST(mkdir(made.directory, 0700) == 0, "mkdir");
	history_begin(made.directory);
	history_next(FIRST);
	(void)history_add("o", "msg", FIRST + 1, "ops", "bo!b@h!bo! before");
	for (unsigned i = 0; i < 2 * JOURNAL_TRAIL; i++)
		(void)history_add(i + 1 < 2 * JOURNAL_TRAIL ? "o+" : "o", "msg",
		    FIRST + 2, "ops", "bo!b@h!bo! one of very many");
	(void)history_add("o", "msg", FIRST + 3, "ops", "bo!b@h!bo! after");
	history_end();
	reader = history_load(ANSWERS);
	journal_asks_take(
	    reader, STR("7 - - 0 forward ops * 0 1 members 0 0 9"));
	history_work(reader);
	do
		line = next_line(reader);
	while (str_begins(line, STR("past")) && ++lines > 0);
	TAP_NUM(lines, JOURNAL_TRAIL + 1, "its first lines, and another");
	TAP_OK(str_eq(line, STR("more 1795000000000002 2")), "and an end");
}

#define TEXTS 40

/* Adds a message of that many lines of a byte each. */
static void
add_texts(uint64_t id)
{
	char rest[16 + 4 * TEXTS] = "bo!b@h!bo! 1";

	for (size_t i = 1; i < TEXTS; i++)
		(void)strcat(rest, ",1"); /* fits */
	for (size_t i = 0; i < TEXTS; i++)
		(void)strcat(rest, " a"); /* fits */
	(void)history_add("o", "lines", id, "ops", rest);
}

/* An answer ends with the message whose lines make it long enough. */
static void
try_texts(void)
{
	static const char *const asks[] = {
		"7 - - 0 forward ops * 0 1 members 0 0 9",
		"7 - - 0 backward ops * 0 1 members 0 0 9",
		"7 - - 0 find ops * 0 1 members 0 0 9 a a",
		"7 - - 0 export bo 0",
	};
	struct journal_reader *reader;
	struct str line;

	scratch_path(made.directory, "texts");
	MUST(mkdir(made.directory, 0700) == 0, "mkdir");
	history_begin(made.directory);
	history_next(FIRST);
	for (unsigned i = 1; i <= 3; i++)
		add_texts(FIRST + i);
	history_end();
	reader = history_load(ANSWERS);
	for (size_t i = 0; i < COUNT(asks); i++) {
		journal_asks_take(reader, str_from(asks[i]));
		history_work(reader);
		for (size_t lines = 0; lines < 2; lines++)
			MUST(str_begins(next_line(reader), STR("past lines ")),
			    "no line");
		line = next_line(reader);
		TAP_OK(str_skip(&line, STR("more ")) &&
			str_word(&line).len > 0 && str_eq(line, STR("2")),
		    "of long messages, an answer has fewer: %s", asks[i]);
	}
}

/* The header of the first file has no ID, that of others an earlier one. */
static void
try_beginnings(void)
{
	struct journal_reader *reader = history_load(ANSWERS);
	struct journal_file *file = reader->files->file;
	uint64_t earlier = 0, day;
	bool right = true;

	for (size_t i = 0; i < reader->files->count; i++) {
		day = journal_file_day(file[i].key) * JOURNAL_DAY;
		file[i].first_id = 0;
		right = right && journal_read_first(reader, &file[i]) >= day &&
		    file[i].first_id >= earlier &&
		    file[i].first_id < day + JOURNAL_DAY;
		earlier = file[i].first_id;
	}
	TAP_OK(right, "no file begins before the day in its name");
}

int
main(void)
{
	dice_begin();
	must_explain_by(explain);
	make_history();
	try_requests(300, "answers, while the indexes are made");
	try_requests(300, "answers by indexes that are there");
	try_talks(100);
	try_beginnings();
	harm_indexes();
	try_requests(300, "answers after indexes were damaged");
	try_without_indexes();
	try_many_lines();
	try_texts();
	return tap_done();
}
