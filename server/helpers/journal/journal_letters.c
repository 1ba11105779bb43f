/* Letters: see journal_letters.h. */
#include "helpers/journal/journal_letters.h"

#include "shared/buf.h"

/* Rows that one step of the expiry looks at, and letters that it cuts. */
#define LOOKS 4096
#define CUTS 64

/* The KIND of a letter that nobody has asked about. */
#define OFFER STR("offer")

static const struct journal_row *
row_of(const struct journal_rows_file *file, uint32_t number)
{
	return &file->rows.row[number];
}

/* Returns the most letters that one sender may have now; 0: there is no room.
 */
static uint32_t
most_of_one(const struct journal_rows *rows)
{
	return rows->letters < JOURNAL_LETTERS_OF_ALL &&
		rows->count < JOURNAL_ROWS_MOST - JOURNAL_ROWS_SPARE / 2 ?
	    (JOURNAL_LETTERS_OF_ALL - rows->letters) / JOURNAL_LETTERS_SHARE :
	    0;
}

enum journal_letters_answer
journal_letters_fit(const struct journal_rows_file *file, struct str where,
    uint64_t made, struct str sender, uint64_t size)
{
	const struct journal_rows *rows = &file->rows;
	const uint32_t from = journal_rows_sender(rows, sender);
	uint32_t letters = 0, of_sender = 0;
	uint64_t bytes = 0;

	if (most_of_one(rows) == 0)
		return JOURNAL_LETTERS_NO_ROOM;
	if (journal_rows_sent(rows, from) >= most_of_one(rows))
		return JOURNAL_LETTERS_SENT;
	for (uint32_t i = journal_rows_first(rows, where, JOURNAL_LETTER);
	     i != JOURNAL_ROW_NONE; i = journal_rows_after(rows, i)) {
		const struct journal_row *row = row_of(file, i);
		if (row->letter <= made)
			continue;
		letters++;
		bytes += row->size;
		of_sender += row->sender == from;
	}
	if (letters >= JOURNAL_LETTERS_MOST ||
	    bytes + size > JOURNAL_LETTERS_BYTES)
		return JOURNAL_LETTERS_FULL;
	return of_sender < JOURNAL_LETTERS_OF_ONE ? JOURNAL_LETTERS_FIT :
						    JOURNAL_LETTERS_OF_SENDER;
}

bool
journal_letters_is_offer(const struct journal_record *record)
{
	return journal_row_is_put(record, OFFER);
}

/* Reads an offer as the letter that it is to be. */
static bool
read_offer(const struct journal_record *offer, struct journal_row_name *name,
    uint64_t *made, struct str *party)
{
	if (!journal_letters_is_offer(offer) ||
	    !journal_row_read(offer, name) ||
	    !str_to_number(str_word(&name->rest), UINT64_MAX, made))
		return false;
	*party = str_word(&name->rest);
	name->kind = JOURNAL_LETTER;
	return true;
}

bool
journal_letters_said(const struct journal_rows_file *file,
    const struct journal_record *offer, char *room, struct journal_record *said)
{
	struct journal_row_name name;
	struct str party, box, rest, actor;
	struct buf body;
	uint64_t made;
	bool is_first;

	if (!read_offer(offer, &name, &made, &party) ||
	    str_eq(party, STR("-")) ||
	    journal_rows_find(&file->rows, &name) == JOURNAL_ROW_NONE)
		return false;
	box = name.where;
	(void)str_skip(&box, STR("@"));
	is_first = str_casecmp(party, box) <= 0;
	rest = name.rest;
	actor = str_word(&rest);
	buf_init(&body, room, LIMIT_LINE);
	*said = (struct journal_record) { .closed = true };
	return BUF_CAT(&body, STR("tell "), name.key, STR(" @"),
		   is_first ? party : box, STR(","), is_first ? box : party,
		   STR(" "), actor, STR(" "), box, STR(" "), rest) &&
	    journal_record_read_body(buf_str(&body), said);
}

bool
journal_letters_accept(const struct journal_rows_file *file,
    const struct journal_record *offer, char *room,
    struct journal_record *letter)
{
	struct journal_row_name name;
	uint64_t made;
	struct str rest, party;
	struct buf body;

	if (!read_offer(offer, &name, &made, &party))
		return false;
	rest = name.rest;
	buf_init(&body, room, LIMIT_LINE);
	*letter = *offer;
	return journal_rows_find(&file->rows, &name) == JOURNAL_ROW_NONE &&
	    journal_letters_fit(file, name.where, made,
		journal_rows_sender_of(str_word(&rest)),
		name.rest.len) == JOURNAL_LETTERS_FIT &&
	    BUF_CAT(&body, STR("put "), DECIMAL(offer->id), STR(" "),
		name.where, STR(" "), name.kind, STR(" "), name.key, STR(" "),
		name.rest) &&
	    journal_record_read_body(buf_str(&body), letter);
}

/*
 * Inserts a letter among those found, which are at most count: one of them is
 * left out if it is the last of too many. Returns how many there are.
 */
static size_t
insert(struct journal_letter *letters, size_t found, size_t count,
    struct journal_letter letter)
{
	size_t i = found;

	if (found == count && letter.id > letters[--i].id)
		return found;
	for (; i > 0 && letters[i - 1].id > letter.id; i--)
		letters[i] = letters[i - 1];
	letters[i] = letter;
	return found < count ? found + 1 : found;
}

size_t
journal_letters_after(const struct journal_rows_file *file, struct str where,
    uint64_t after, struct journal_letter *letters, size_t count, bool *more)
{
	const struct journal_rows *rows = &file->rows;
	size_t found = 0, all = 0;

	for (uint32_t i = journal_rows_first(rows, where, JOURNAL_LETTER);
	     i != JOURNAL_ROW_NONE; i = journal_rows_after(rows, i)) {
		const uint64_t id = row_of(file, i)->letter;
		if (id <= after || journal_rows_file_hides(file, i))
			continue;
		all++;
		found = insert(
		    letters, found, count, (struct journal_letter) { id, i });
	}
	*more = all > found;
	return found;
}

bool
journal_letters_hide(const struct journal_rows_file *file, struct str where)
{
	uint32_t i = journal_rows_first(&file->rows, where, JOURNAL_LETTER);

	while (i != JOURNAL_ROW_NONE && !journal_rows_file_hides(file, i))
		i = journal_rows_after(&file->rows, i);
	return i != JOURNAL_ROW_NONE;
}

bool
journal_letters_read(const struct journal_rows_file *file, struct str where,
    const struct journal_letter *letter, char *room,
    struct journal_record *record)
{
	return row_of(file, letter->row)->letter == letter->id &&
	    journal_rows_file_read(file, letter->row, room, record) &&
	    str_caseeq(record->where, where);
}

bool
journal_letters_cut_read(const struct journal_record *record, uint64_t *upto)
{
	struct journal_row_name name;

	return record->verb == JOURNAL_CUT && journal_row_read(record, &name) &&
	    str_eq(name.kind, JOURNAL_LETTER) &&
	    str_skip(&name.key, STR("-")) &&
	    str_to_number(name.key, UINT64_MAX, upto);
}

/* Cuts one letter. Returns whether there was such a one. */
static bool
cut(struct journal_rows_file *file, struct str where, uint64_t letter,
    uint64_t id)
{
	char room[JOURNAL_LINE];
	struct journal_record record = { .back = 0 };
	struct buf body;

	buf_init(&body, room, sizeof(room));
	return BUF_CAT(&body, STR("cut "), DECIMAL(id), STR(" "), where,
		   STR(" "), JOURNAL_LETTER, STR(" "), DECIMAL(letter)) &&
	    journal_record_read_body(buf_str(&body), &record) &&
	    journal_rows_file_take(file, &record);
}

bool
journal_letters_cut(struct journal_rows_file *file, struct str where,
    uint64_t upto, uint64_t id)
{
	const struct journal_rows *rows = &file->rows;
	uint32_t next = journal_rows_first(rows, where, JOURNAL_LETTER);
	bool any = false;

	while (next != JOURNAL_ROW_NONE) {
		const uint64_t letter = row_of(file, next)->letter;
		next = journal_rows_after(rows, next);
		if (letter != 0 && letter <= upto)
			any = cut(file, where, letter, id) || any;
	}
	return any;
}

/* Cuts the letter in that row. Returns whether that was possible. */
static bool
cut_row(struct journal_rows_file *file, uint32_t number, uint64_t id)
{
	char room[JOURNAL_LINE];
	struct journal_record record;
	const uint64_t letter = row_of(file, number)->letter;

	return journal_rows_file_read(file, number, room, &record) &&
	    cut(file, record.where, letter, id);
}

/* Returns whether the account has sent the letter in that row. */
static bool
is_from(
    const struct journal_rows_file *file, uint32_t number, struct str account)
{
	char room[JOURNAL_LINE];
	struct journal_row_name name;
	struct journal_record record;

	return journal_rows_file_read(file, number, room, &record) &&
	    journal_row_read(&record, &name) &&
	    str_caseeq(journal_actor_account(str_word(&name.rest)), account);
}

bool
journal_letters_forget(struct journal_rows_file *file, struct str account,
    uint64_t before, uint64_t id, bool *any)
{
	const struct journal_rows *rows = &file->rows;
	const uint32_t sender = journal_rows_sender(rows, account);
	uint32_t left = rows->letters;

	for (uint32_t i = journal_rows_next(rows, 0);
	     i != JOURNAL_ROW_NONE && left > 0;
	     i = journal_rows_next(rows, i + 1)) {
		const struct journal_row *row = row_of(file, i);
		left -= row->letter != 0;
		if (row->letter == 0 || row->letter >= before ||
		    row->sender != sender || !is_from(file, i, account))
			continue;
		if (journal_rows_file_is_full(file))
			return false;
		*any = cut_row(file, i, id) || *any;
	}
	return true;
}

bool
journal_letters_expire(
    struct journal_rows_file *file, uint64_t before, uint32_t *row, uint64_t id)
{
	uint32_t cuts = 0;

	for (uint32_t i = 0; i < LOOKS && cuts < CUTS; i++) {
		const uint32_t number = journal_rows_next(&file->rows, *row);
		if (number == JOURNAL_ROW_NONE) {
			*row = 0;
			break;
		}
		*row = number + 1;
		if (row_of(file, number)->letter != 0 &&
		    row_of(file, number)->letter < before &&
		    !journal_rows_file_is_full(file))
			cuts += cut_row(file, number, id);
	}
	return cuts > 0;
}
