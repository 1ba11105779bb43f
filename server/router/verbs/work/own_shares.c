/* The room that tables of accounts take in the store: see own_shares.h. */
#include "router/verbs/work/own_shares.h"

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/table.h"
#include "router/queue/budget.h"
#include "router/verbs/work/store_room.h"

/* All tables of accounts may have so many times table_max in the store. */
#define STORED 16

/* Rows and their bytes. */
struct amount {
	uint64_t rows;
	uint64_t bytes;
};

struct share {
	uint32_t clients; /* that are logged in to the account */
	struct amount stored;
	struct amount more; /* of it: since the reading began */
};

/* Not saved: the next program begins with the rows of the clients' tables. */
static struct {
	struct share *share;
	uint32_t *of; /* by client: its share, plus 1; 0: it has none yet */
	struct rows rows;
} own_shares;

static void
own_shares_init(void)
{
	own_shares.share = arena_table(CLIENTS_MAX, sizeof(struct share));
	own_shares.of = arena_table(CLIENTS_MAX, sizeof(*own_shares.of));
	rows_init(&own_shares.rows, CLIENTS_MAX);
}

/*
 * Makes a share for the client's account, or finds that of another client. A
 * new one has the rows of one client's table, the longest.
 */
static uint32_t
join(uint32_t client)
{
	const struct str account = identity_account(client);
	uint32_t cursor = IDENTITY_FIRST, other;
	size_t rows = 0;

	while ((other = identity_next_with_account(account, &cursor)) !=
	    CLIENT_NONE) {
		const size_t count = table_count(table_of_client(other));
		budget_charge(WORK_ROW, 1);
		if (own_shares.of[other] != 0)
			return own_shares.of[other];
		rows = count > rows ? count : rows;
	}
	other = rows_alloc(&own_shares.rows); /* a client has one at most */
	own_shares.share[other] = (struct share) { .stored.rows = rows };
	return other + 1;
}

static struct share *
share_of(uint32_t client)
{
	if (own_shares.of[client] == 0) {
		own_shares.of[client] = join(client);
		own_shares.share[own_shares.of[client] - 1].clients++;
	}
	return &own_shares.share[own_shares.of[client] - 1];
}

void
own_shares_begin(uint32_t client)
{
	share_of(client)->more = (struct amount) { .rows = 0 };
}

void
own_shares_set(uint32_t client, size_t rows, size_t bytes)
{
	struct share *share = share_of(client);

	share->stored.rows = rows + share->more.rows;
	share->stored.bytes = bytes + share->more.bytes;
}

void
own_shares_end(uint32_t client)
{
	const uint32_t number = own_shares.of[client] - 1;

	if (own_shares.of[client] == 0)
		return;
	own_shares.of[client] = 0;
	if (--own_shares.share[number].clients == 0)
		rows_free(&own_shares.rows, number);
}

/* Returns the rows and bytes of a row; null has none. */
static struct amount
amount_of(const struct row *row)
{
	return row != NULL ? (struct amount) { 1, row_size(row) } :
			     (struct amount) { 0, 0 };
}

static uint64_t
lesser(uint64_t one, uint64_t other)
{
	return one < other ? one : other;
}

/* Returns the most that the table of one account may have now. */
static struct amount
most(void)
{
	const struct config *config = config_now();
	const uint64_t all = (uint64_t)STORED * config->table_max;
	const uint64_t used = lesser(store_room_bytes(), all);

	return (struct amount) { lesser(config->table_keys,
				     store_room_accounts() / STORE_ROOM_SHARE),
		lesser(config->table_max, all - used) / STORE_ROOM_SHARE };
}

void
own_shares_most(uint64_t *rows, uint64_t *bytes)
{
	*rows = most().rows;
	*bytes = most().bytes;
}

bool
own_shares_allow(uint32_t client, const struct row *row, const struct row *old)
{
	const struct amount has = share_of(client)->stored, limit = most();
	const struct amount is = amount_of(row), was = amount_of(old);

	return (is.rows <= was.rows || has.rows < limit.rows) &&
	    (is.bytes <= was.bytes ||
		has.bytes + is.bytes - was.bytes <= limit.bytes);
}

/* Notes that so much is there in place of that. */
static void
replace(struct amount *has, struct amount is, struct amount was)
{
	has->rows += is.rows;
	has->rows -= lesser(has->rows, was.rows);
	has->bytes += is.bytes;
	has->bytes -= lesser(has->bytes, was.bytes);
}

void
own_shares_replace(
    uint32_t client, const struct row *row, const struct row *old)
{
	struct share *share = share_of(client);
	const struct amount is = amount_of(row), was = amount_of(old);

	replace(&share->stored, is, was);
	replace(&share->more, is, was);
}

MODULE(own_shares) = { .init = own_shares_init, .leave = own_shares_end };
