/* The lines of the keeper's file: see keeper_lines.h. */
#include "helpers/keeper_lines.h"

#include "shared/crypto/base64.h"

#define HEAD STR("forkcast-accounts 1")
#define CLOAK STR("cloak")
#define END STR("end")

/* Length of a checksum's text. */
#define SUM BASE64_TEXT(SHA256_SIZE)

/*
 * Adds a record from its line. Records must be sorted, which reveals
 * duplicates.
 */
static const char *
read_record(struct store *store, enum store_kind kind, struct str text)
{
	const size_t count = store->table[kind].count;
	struct store_record record, old;
	const char *wrong = store_scan(kind, text, &record);

	if (wrong != NULL)
		return wrong;
	if (count > 0 &&
	    str_casecmp(store_str(&store_at(store, kind, count - 1)->name),
		store_str(&record.name)) >= 0)
		return "duplicate, or out of order";
	return store_set(store, kind, store_str(&record.name), &record, &old) ?
	    NULL :
	    "too many records";
}

static const char *
read_cloak(struct store *store, struct str text)
{
	if (store->has_cloak ||
	    !store_take_bytes(&text, store->cloak, STORE_CLOAK) ||
	    text.at != NULL)
		return "invalid or duplicate cloak";
	store->has_cloak = true;
	return NULL;
}

/* Ends the checksum and returns its text. */
static struct str
sum_text(struct sha256 *sum, char room[SUM])
{
	unsigned char digest[SHA256_SIZE];

	sha256_end(sum, digest);
	return base64_text(digest, sizeof(digest), room);
}

/*
 * Reads the last line: the number of records, and a checksum of everything
 * before it, or nothing.
 */
static const char *
read_end(struct store_reading *reading, struct str line)
{
	struct str text = line;
	char room[SUM];
	struct str number;
	uint64_t count;

	(void)str_word(&text); /* END */
	number = str_word(&text);
	if (text.at != NULL) {
		sha256_add(&reading->sum, line.at, (size_t)(text.at - line.at));
		reading->has_changed =
		    !str_eq(text, sum_text(&reading->sum, room));
		if (reading->has_changed)
			return "wrong checksum";
	}
	if (!str_to_number(number, SIZE_MAX, &count) ||
	    count != reading->records)
		return "wrong number of records: some are missing";
	reading->ended = true;
	return NULL;
}

const char *
store_read(struct store *store, struct store_reading *reading, struct str line)
{
	const bool first = reading->lines++ == 0;
	struct str text = line;
	const struct str word = str_word(&text);
	const enum store_kind kind = store_kind_of(word);

	if (first)
		sha256_begin(&reading->sum);
	if (reading->ended)
		return "text after the end";
	if (!first && str_eq(word, END))
		return read_end(reading, line);
	sha256_add(&reading->sum, line.at, line.len);
	sha256_add(&reading->sum, "\n", 1);
	if (first)
		return str_eq(line, HEAD) ? NULL : "not a file of accounts";
	reading->records++;
	if (str_eq(word, CLOAK))
		return read_cloak(store, text);
	return kind != STORE_KINDS ? read_record(store, kind, text) :
				     "unknown record";
}

/* The steps of a writer; each table has one, beginning with WRITE_TABLES. */
enum { WRITE_HEAD, WRITE_CLOAK, WRITE_TABLES };
enum { WRITE_END = WRITE_TABLES + STORE_KINDS, WRITE_NOTHING };

static bool
write_cloak(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	(void)BUF_CAT(line, CLOAK);
	store_put_bytes(line, store->cloak, sizeof(store->cloak));
	writing->records++;
	return BUF_CAT(line, STR("\n"));
}

/* Adds the line, from that byte on, to the checksum. */
static void
sum_from(struct sha256 *sum, const struct buf *line, size_t from)
{
	const struct str text = buf_str(line);

	sha256_add(sum, text.at + from, text.len - from);
}

static bool
write_end(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	const size_t before = buf_len(line);
	char room[SUM];

	(void)BUF_CAT(line, END, STR(" "), DECIMAL(writing->records));
	if (!store->for_older) {
		(void)BUF_CAT(line, STR(" "));
		sum_from(&writing->sum, line, before);
		(void)BUF_CAT(line, sum_text(&writing->sum, room));
	}
	return BUF_CAT(line, STR("\n"));
}

/*
 * Writes the next record of a table. Returns false if there are no more. Older
 * programs know no ends.
 */
static bool
write_record(const struct store *store, struct store_writing *writing,
    enum store_kind kind, struct buf *line)
{
	const struct store_record *record =
	    store_at(store, kind, writing->number);

	if (record == NULL || (store->for_older && kind == STORE_ENDED)) {
		writing->number = 0;
		return false;
	}
	(void)BUF_CAT(line, store_word(kind), STR(" "),
	    store_str(&record->name), STR(" "));
	if (store->for_older)
		store_put_old_text(line, kind, record);
	else
		(void)BUF_CAT(line, store_text(record));
	(void)BUF_CAT(line, STR("\n"));
	writing->number++;
	writing->records++;
	return true;
}

static bool
write_next(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	const unsigned step = writing->step;

	if (step == WRITE_NOTHING)
		return false;
	if (step >= WRITE_TABLES && step < WRITE_END &&
	    write_record(
		store, writing, (enum store_kind)(step - WRITE_TABLES), line))
		return true;
	writing->step++;
	if (step == WRITE_HEAD)
		return BUF_CAT(line, HEAD, STR("\n"));
	if (step == WRITE_CLOAK && store->has_cloak)
		return write_cloak(store, writing, line);
	return step == WRITE_END ? write_end(store, writing, line) :
				   write_next(store, writing, line);
}

/* Adds each line to the checksum, except the last, which contains it. */
bool
store_write(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	const size_t before = buf_len(line);
	bool more;

	if (writing->step == WRITE_HEAD)
		sha256_begin(&writing->sum);
	more = write_next(store, writing, line);
	if (writing->step <= WRITE_END)
		sum_from(&writing->sum, line, before);
	return more;
}
