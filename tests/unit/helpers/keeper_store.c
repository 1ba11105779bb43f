/*
 * helpers/keeper_store, with its records and their lines: they are found by
 * their names whatever their case, put, replaced and taken away, and each of
 * that can be undone; what is written is read as the same; and a line that is
 * wrong in any way is refused.
 */
#include "helpers/keeper_lines.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/must.h"

#define ROOM ((size_t)64 * 1024)

#define SALT "AAECAwQFBgcICQoLDA0ODw=="
#define KEY "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA="
#define ALI "account ali 1700000000000000 4096 " SALT " " KEY " " KEY

static struct store
fresh(void)
{
	static void *memory;
	struct store store;

	if (memory == NULL)
		memory = malloc(store_size());
	MUST(memory != NULL, "no memory");
	store_init(&store, memory);
	return store;
}

/* All lines of a store. */
static struct str
text_of(const struct store *store, char room[ROOM])
{
	struct store_writing writing = { .step = 0 };
	struct buf buf;

	buf_init(&buf, room, ROOM);
	while (store_write(store, &writing, &buf))
		continue;
	return buf_str(&buf);
}

/* Reads lines, each with LF; null, or what is wrong with the last one. */
static const char *
read_text(struct store *store, struct store_reading *reading, struct str text)
{
	const char *wrong = NULL;

	while (text.len > 0 && wrong == NULL) {
		const char *lf = memchr(text.at, '\n', text.len);
		MUST(lf != NULL, "a line without its end");
		const struct str line = { text.at, (size_t)(lf - text.at) };
		wrong = store_read(store, reading, line);
		text.at += line.len + 1;
		text.len -= line.len + 1;
	}
	return wrong;
}

static void
put(struct store *store, enum store_kind kind, const char *text)
{
	struct store_record record, old;
	const char *wrong = store_scan(kind, str_from(text), &record);

	MUST(wrong == NULL, "%s: %s", text, wrong);
	MUST(store_set(store, kind, store_str(&record.name), &record, &old),
	    "%s: no room", text);
}

static struct str
found(const struct store *store, struct str name)
{
	const struct store_record *account =
	    store_find(store, STORE_ACCOUNT, name);

	return account == NULL ? STR("nobody") : store_str(&account->name);
}

static void
finds_by_name(void)
{
	struct store store = fresh();

	put(&store, STORE_ACCOUNT, "mia 1 2 " SALT " " KEY " " KEY);
	put(&store, STORE_ACCOUNT, "Ali 1 2 " SALT " " KEY " " KEY);
	put(&store, STORE_ACCOUNT, "zoe 1 2 " SALT " " KEY " " KEY);
	TAP_STR(found(&store, STR("ali")), STR("Ali"), "of any case");
	TAP_STR(found(&store, STR("MIA")), STR("mia"), "in the middle");
	TAP_STR(found(&store, STR("zoe")), STR("zoe"), "at the end");
	TAP_STR(found(&store, STR("al")), STR("nobody"), "and no other");
	TAP_STR(found(&store, STR("zoez")), STR("nobody"), "nor behind all");
	TAP_STR(store_str(&store_at(&store, STORE_ACCOUNT, 0)->name),
	    STR("Ali"), "they are sorted");
	TAP_OK(store_at(&store, STORE_ACCOUNT, 3) == NULL, "there are three");
}

static void
is_same(const struct store *store, struct str before, const char *what)
{
	char room[ROOM];

	TAP_STR(text_of(store, room), before, "%s: undone", what);
}

/* Puts back what was there before. */
static void
undo(struct store *store, struct str name, const struct store_record *old)
{
	struct store_record other;

	TAP_OK(store_set(store, STORE_GROUP, name,
		   old->name.len > 0 ? old : NULL, &other),
	    "there is room");
}

static void
undoes(void)
{
	struct store store = fresh();
	struct store_record record, old;
	char room[ROOM];
	struct str before;

	put(&store, STORE_GROUP, "1 ali 5 nt 0");
	put(&store, STORE_GROUP, "zebra ali 5 - 0");
	before = text_of(&store, room);

	MUST(store_scan(STORE_GROUP, STR("Lisp mia 7 - 0"), &record) == NULL,
	    "no group");
	TAP_OK(store_set(&store, STORE_GROUP, store_str(&record.name), &record,
		   &old) &&
		old.name.len == 0,
	    "a new one");
	undo(&store, STR("Lisp"), &old);
	is_same(&store, before, "it");

	MUST(
	    store_scan(STORE_GROUP, STR("ZEBRA mia 7 ik 3 x"), &record) == NULL,
	    "no group");
	TAP_OK(store_set(
		   &store, STORE_GROUP, store_str(&record.name), &record, &old),
	    "one replaced");
	TAP_STR(store_text(&old), STR("ali 5 - 0"), "what was there comes out");
	undo(&store, STR("zebra"), &old);
	is_same(&store, before, "it");

	(void)store_set(&store, STORE_GROUP, STR("1"), NULL, &old);
	TAP_OK(store_find(&store, STORE_GROUP, STR("1")) == NULL, "one away");
	undo(&store, STR("1"), &old);
	is_same(&store, before, "it");
	(void)store_set(&store, STORE_GROUP, STR("none"), NULL, &old);
	TAP_NUM(old.name.len, 0, "nothing taken away");
	is_same(&store, before, "it");
}

#define ALL                                                            \
	"forkcast-accounts 1\n"                                        \
	"cloak " KEY "\n"                                              \
	"account ali 1700000000000000 4096 " SALT " " KEY " " KEY "\n" \
	"account zoë 0 5000000 " SALT " " KEY " " KEY "\n"             \
	"group 1 ali 1700000000000001 - 0\n"                           \
	"group Lisp zoë 1700000000000002 iklnt 4294967295 a:b=c\n"    \
	"ban 192.0.2.0/24 0\n"                                         \
	"ban 2001:db8::1 1700000000000003 too  loud, twice\n"          \
	"end 7"

/* As sha256sum(1) and base64(1) have it of what stands before. */
#define ALL_SUM " JWaBKBDnHJAPzNEBvQZ1wly742ZapbeAa0EZSFmmHNw=\n"

static void
writes_what_it_reads(void)
{
	struct store store = fresh();
	struct store_reading reading = { .lines = 0 };
	char room[ROOM];

	TAP_OK(read_text(&store, &reading, STR(ALL ALL_SUM)) == NULL,
	    "all is read");
	TAP_OK(reading.ended, "to its end");
	TAP_STR(
	    text_of(&store, room), STR(ALL ALL_SUM), "and written as it was");
}

static void
reads_without_sum(void)
{
	struct store store = fresh();
	struct store_reading reading = { .lines = 0 };
	char room[ROOM];

	TAP_OK(
	    read_text(&store, &reading, STR(ALL "\n")) == NULL && reading.ended,
	    "what an older program has written is read");
	TAP_STR(text_of(&store, room), STR(ALL ALL_SUM), "and is the same");
}

/* Any changed bit is noticed. */
static void
notices_changes(void)
{
	char text[] = ALL ALL_SUM;
	const size_t bits = (sizeof(text) - 2) * 8; /* and the last LF */
	size_t missed = 0;

	for (size_t bit = 0; bit < bits; bit++) {
		struct store store = fresh();
		struct store_reading reading = { .lines = 0 };
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		missed += read_text(&store, &reading, STR(text)) == NULL &&
		    reading.ended;
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	TAP_NUM(missed, 0, "of %zu bits that change none is missed", bits);
}

#define FLAGGED                                                          \
	"forkcast-accounts 1\n"                                          \
	"account ali 1700000000000000 4096 " SALT " " KEY " " KEY " h\n" \
	"group 1 ali 1700000000000001 u 0\n"                             \
	"group 2 ali 1700000000000002 iutn 7 key\n"                      \
	"ban 192.0.2.0/24 0\n"
#define OLDER                                                          \
	"forkcast-accounts 1\n"                                        \
	"account ali 1700000000000000 4096 " SALT " " KEY " " KEY "\n" \
	"group 1 ali 1700000000000001 - 0\n"                           \
	"group 2 ali 1700000000000002 itn 7 key\n"                     \
	"ban 192.0.2.0/24 0\n"

/* Flags of accounts, and the letter of a mode, which older programs refuse. */
static void
leaves_out_what_is_newer(void)
{
	struct store store = fresh();
	struct store_reading reading = { .lines = 0 };
	char room[ROOM];
	struct str text;

	TAP_OK(read_text(&store, &reading, STR(FLAGGED "end 4\n")) == NULL,
	    "flags are read");
	TAP_STR(store_flags(store_find(&store, STORE_ACCOUNT, STR("ali"))),
	    STR("h"), "an account has them");
	text = text_of(&store, room);
	text.len = sizeof(FLAGGED) - 1;
	TAP_STR(text, STR(FLAGGED), "they are written as they were");
	store.for_older = true;
	TAP_STR(text_of(&store, room), STR(OLDER "end 4\n"),
	    "but not for an older program");
}

#define EXPIRED                               \
	"forkcast-accounts 1\n"               \
	"ban 192.0.2.0/24 0\n"                \
	"ban 198.51.100.1 1700000000000002\n" \
	"end 2 TA5NQFZ+2F/SmJT9AnZjip2ty9+YGSoJwdy07LarKH0=\n"

/* And nothing but those bans whose time is over by then. */
static void
expires(void)
{
	struct store store = fresh();
	struct store_reading reading = { .lines = 0 };
	char room[ROOM];

	MUST(read_text(&store, &reading,
		 STR("forkcast-accounts 1\n"
		     "ban 192.0.2.0/24 0\n"
		     "ban 192.0.2.7 1700000000000001 loud\n"
		     "ban 198.51.100.1 1700000000000002\n"
		     "ban 2001:db8::1 1\n"
		     "end 4\n")) == NULL,
	    "cannot be read");
	store_expire(&store, 1700000000000001);
	TAP_STR(text_of(&store, room), STR(EXPIRED), "what is over goes");
}

static void
writes_nothing_much(void)
{
	struct store store = fresh();
	char room[ROOM];

	TAP_STR(text_of(&store, room),
	    STR("forkcast-accounts 1\n"
		"end 0 sH1I90Wf5rFkwuj4VAdao0UoCa7YYT2USZ6qwkzEYGQ=\n"),
	    "an empty one");
}

/* Refused texts after the first line. */
static const char *const wrong[] = {
	"",
	"#",
	"accounts ali",
	"account",
	"account ",
	"account ali",
	"account 1ali 1 2 " SALT " " KEY " " KEY,
	"account ali x 2 " SALT " " KEY " " KEY,
	"account ali 1 0 " SALT " " KEY " " KEY,
	"account ali 1 5000001 " SALT " " KEY " " KEY,
	"account ali 1 2 AAAA " KEY " " KEY,
	"account ali 1 2 " SALT " " KEY " " SALT,
	"account ali 1 2 " SALT " " KEY,
	"account ali 1 2 " SALT " " KEY " " KEY " ",
	"account ali 1 2 " SALT " " KEY " " KEY " x4",
	"account ali 1 2 " SALT " " KEY " " KEY " abcdefghi",
	"account ali 1 2 " SALT " " KEY " " KEY " h h",
	"account  ali 1 2 " SALT " " KEY " " KEY,
	"account abcdefghijklmnopqrstuvwxyzabcdefg 1 2 " SALT " " KEY " " KEY,
	"group a,b ali 1 - 0",
	"group 1 2 1 - 0",
	"group 1 ali 1 i4 0",
	"group 1 ali 1 abcdefghijklmnopq 0",
	"group 1 ali 1  0",
	"group 1 ali 1 - 4294967296",
	"group 1 ali 1 -",
	"group 1 ali 1 - 0 ",
	"group 1 ali 1 - 0 abcdefghijklmnopqrstuvwx",
	"group 1 ali 1 - 0 a b",
	"ban 192.0.2.1/24 0",
	"ban 192.0.2.1/32 0",
	"ban somewhere 0",
	"ban 192.0.2.1",
	"ban 192.0.2.1 -1",
	"ban 192.0.2.1 0 ",
	"ban 192.0.2.1 0 a\33b",
	"cloak " SALT,
	"cloak " KEY " x",
	"end",
	"end 1",
	"end x",
	"end 00 ",
	"end 0 x",
};

static void
refuses_lines(void)
{
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct store store = fresh();
		struct store_reading reading = { .lines = 0 };
		MUST(store_read(&store, &reading, STR("forkcast-accounts 1")) ==
			NULL,
		    "no first line");
		TAP_OK(store_read(&store, &reading, str_from(wrong[i])) != NULL,
		    "\"%s\" is refused", wrong[i]);
	}
}

/* Whole texts of which the last line is one too many. */
static const char *const wrong_texts[] = {
	"forkcast-accounts 2\n",
	ALI "\n",
	"forkcast-accounts 1\n" ALI "\n" ALI "\n",
	"forkcast-accounts 1\nban 192.0.2.2 0\nban 192.0.2.1 0\n",
	"forkcast-accounts 1\ncloak " KEY "\ncloak " KEY "\n",
	"forkcast-accounts 1\n" ALI "\nend 0\n",
	"forkcast-accounts 1\n" ALI "\nend 1\n" ALI "\n",
};

static void
refuses_texts(void)
{
	for (size_t i = 0; i < COUNT(wrong_texts); i++) {
		struct store store = fresh();
		struct store_reading reading = { .lines = 0 };
		TAP_OK(read_text(&store, &reading, str_from(wrong_texts[i])) !=
			NULL,
		    "text %zu is refused", i);
	}
}

static void
is_bounded(void)
{
	struct store store = fresh();
	struct store_record record, old;
	char text[64];
	bool good = true;

	for (unsigned i = 0; i < STORE_BANS; i++) {
		(void)snprintf(
		    text, sizeof(text), "10.0.%u.%u 0", i / 256, i % 256);
		put(&store, STORE_BAN, text);
	}
	MUST(store_scan(STORE_BAN, STR("10.1.0.0 0"), &record) == NULL, "bad");
	TAP_OK(!store_set(
		   &store, STORE_BAN, store_str(&record.name), &record, &old),
	    "one too many");
	for (unsigned i = 0; i < STORE_BANS; i++) {
		(void)snprintf(
		    text, sizeof(text), "10.0.%u.%u", i / 256, i % 256);
		good = good &&
		    store_find(&store, STORE_BAN, str_from(text)) != NULL;
	}
	TAP_OK(good, "and all others are there");
	MUST(
	    store_scan(STORE_BAN, STR("10.0.0.7 0 x"), &record) == NULL, "bad");
	TAP_OK(store_set(
		   &store, STORE_BAN, store_str(&record.name), &record, &old),
	    "one can still be replaced");
}

int
main(void)
{
	finds_by_name();
	undoes();
	writes_what_it_reads();
	reads_without_sum();
	leaves_out_what_is_newer();
	notices_changes();
	writes_nothing_much();
	expires();
	refuses_lines();
	refuses_texts();
	is_bounded();
	return tap_done();
}
