/* The pass for the events of an account: see journal_account.h. */
#include "helpers/journal/erase/journal_account.h"

#include "helpers/journal/erase/journal_search.h"

/* Lines that one slice looks at. */
#define LINES 300

static void
begin_file(struct journal_account *account, uint64_t before)
{
	account->key =
	    journal_files_after(account->overwrite->reader->files, before);
	account->at = 0;
	account->tags.is_there = false;
}

void
journal_account_begin(
    struct journal_account *account, struct journal_overwrite *overwrite)
{
	*account = (struct journal_account) { .overwrite = overwrite };
	begin_file(account, 0);
}

/* Takes a record. False with errno. */
static bool
take_record(struct journal_account *account, const struct journal_order *order,
    const struct journal_record *record, uint64_t at)
{
	struct journal_overwrite *overwrite = account->overwrite;
	const struct journal_tags tags = account->tags;

	journal_tags_take(&account->tags, record, at);
	if (record->id >= order->event ||
	    !journal_record_is_by(record, journal_order_where(order)))
		return true;
	/* The event goes last: after a kill, it says whose the tags are. */
	return (!journal_tags_are_of(&tags, record->id) ||
		   journal_tags_overwrite(
		       &tags, overwrite, account->key, at)) &&
	    journal_overwrite_record(overwrite, account->key, at);
}

/* Takes a damaged line, of which there may be no more. */
static void
take_damaged(struct journal_account *account, uint64_t at)
{
	struct str line = journal_view_line(
	    &account->overwrite->reader->view, account->key, at, JOURNAL_FORTH);

	line.len -= line.len > 0 && line.at[line.len - 1] == '\n';
	journal_tags_take_damaged(&account->tags, line, at);
}

/* Looks at the next line. False with errno. */
static bool
take_line(struct journal_account *account, const struct journal_order *order)
{
	struct journal_record record;
	const uint64_t at = account->at;
	size_t len;
	const enum journal_seen seen = journal_search_line(
	    account->overwrite->reader, account->key, at, &record, &len);

	account->at += len;
	if (seen == JOURNAL_SEEN)
		return take_record(account, order, &record, at);
	if (seen == JOURNAL_UNREADABLE && journal_view_has_failed())
		return false;
	if (len == 0)
		begin_file(account, account->key);
	else
		take_damaged(account, at);
	return true;
}

enum journal_pass
journal_account_go_on(
    struct journal_account *account, const struct journal_order *order)
{
	for (size_t i = 0; i < LINES && account->key != 0; i++)
		if (!take_line(account, order))
			return JOURNAL_PASS_FAILED;
	if (account->key != 0)
		return JOURNAL_PASS_ON;
	return journal_overwrite_settle(account->overwrite) ?
	    JOURNAL_PASS_END :
	    JOURNAL_PASS_FAILED;
}
