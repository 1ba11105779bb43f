/*
 * The server's part of a nonce: see keeper_nonce.h. Its bytes are
 *
 *	TIME RANDOM CODE USER [NUL EXTENSIONS] [NUL NUL] GROUPS
 *
 * in Base64. There are enough NULs that no padding is needed. The last byte is
 * the number of groups of three bytes, so that the client's part, which comes
 * before, can be told apart.
 */
#include "helpers/keeper_nonce.h"

#include "shared/crypto/entropy.h"
#include "shared/crypto/hmac.h"
#include "shared/crypto/secret.h"

#define TIME 4
#define RANDOM 12
#define MAC 16
#define DRAWN TIME
#define SEAL (TIME + RANDOM)
#define HEAD (SEAL + MAC)

#define GROUP 3 /* bytes, which are four letters */
#define LETTERS 4

static void
put_number(unsigned char *at, uint64_t number, size_t size)
{
	for (size_t i = size; i > 0; i--, number >>= 8)
		at[i - 1] = (unsigned char)number;
}

static uint32_t
second_of(usec now)
{
	return (uint32_t)(now / SEC);
}

static uint32_t
second_in(const unsigned char *at)
{
	uint32_t second = 0;

	for (size_t i = 0; i < TIME; i++)
		second = second << 8 | at[i];
	return second;
}

static void
add_number(struct hmac *hmac, uint64_t number)
{
	unsigned char bytes[8];

	put_number(bytes, number, sizeof(bytes));
	hmac_add(hmac, bytes, sizeof(bytes));
}

/*
 * Adds a string and its length, so that no two lists of strings give the same
 * message.
 */
static void
add_str(struct hmac *hmac, struct str text)
{
	add_number(hmac, text.len);
	hmac_add(hmac, text.at, text.len);
}

/* Computes the code. drawn points to the time and the random bytes. */
static void
seal(const unsigned char *drawn, const struct nonce_first *first,
    const struct nonce_bond *bond, const struct store_account *account,
    unsigned char code[HMAC_SIZE])
{
	const struct store *store = bond->store;
	struct hmac_key key;
	struct hmac hmac;

	hmac_key_set(&key, store->cloak, sizeof(store->cloak));
	hmac_begin(&hmac, &key);
	hmac_add(&hmac, LITERAL("nonce"));
	hmac_add(&hmac, drawn, SEAL);
	add_number(&hmac, bond->exchange);
	add_str(&hmac, first->header);
	add_str(&hmac, first->user);
	add_str(&hmac, first->nonce);
	add_str(&hmac, first->rest);
	hmac_add(&hmac, account->salt, sizeof(account->salt));
	add_number(&hmac, account->rounds);
	hmac_end(&hmac, code);
	secret_wipe(&key, sizeof(key));
}

/*
 * Returns how many bytes the nonce has. More than NONCE_BYTES means that it
 * cannot be made.
 */
static size_t
size_for(const struct nonce_first *first)
{
	size_t size = HEAD + first->user.len + 1;

	if (first->rest.len > 0)
		size += 1 + first->rest.len;
	return (size + GROUP - 1) / GROUP * GROUP;
}

static void
put_str(unsigned char *at, struct str text)
{
	if (text.len > 0)
		memcpy(at, text.at, text.len);
}

enum code
nonce_make(const struct nonce_first *first, const struct nonce_bond *bond,
    const struct store_account *account, struct buf *both)
{
	const size_t size = size_for(first);
	unsigned char bytes[NONCE_BYTES] = { 0 }, code[HMAC_SIZE];
	char text[NONCE_TEXT];

	if (size > sizeof(bytes))
		return CODE_BAD_TEXT;
	put_number(bytes, second_of(bond->now), TIME);
	if (!entropy_draw(bytes + DRAWN, RANDOM))
		return CODE_UNAVAILABLE;
	seal(bytes, first, bond, account, code);
	memcpy(bytes + SEAL, code, MAC);
	put_str(bytes + HEAD, first->user);
	put_str(bytes + HEAD + first->user.len + 1, first->rest);
	bytes[size - 1] = (unsigned char)(size / GROUP);
	return BUF_CAT(both, first->nonce, base64_text(bytes, size, text)) ?
	    CODE_OK :
	    CODE_BAD_TEXT;
}

/*
 * Returns how many letters the server's part has, by its last byte; 0 if there
 * is no such part.
 */
static size_t
letters_of(struct str both)
{
	unsigned char group[GROUP];
	size_t len;

	if (both.len < LETTERS ||
	    !base64_decode(
		(struct str) { both.at + both.len - LETTERS, LETTERS }, group,
		sizeof(group), &len) ||
	    len != GROUP)
		return 0;
	len = (size_t)group[GROUP - 1] * LETTERS;
	return len < both.len && len <= NONCE_TEXT ? len : 0;
}

bool
nonce_read(struct str both, struct nonce_carried *carried)
{
	const size_t letters = letters_of(both);
	const struct str own = { both.at, both.len - letters };
	struct str rest;

	if (letters == 0 ||
	    !base64_decode((struct str) { own.at + own.len, letters },
		carried->at, sizeof(carried->at), &carried->len) ||
	    carried->len < HEAD + 1)
		return false;
	rest = (struct str) { (const char *)carried->at + HEAD,
		carried->len - HEAD - 1 };
	carried->first = (struct nonce_first) { .nonce = own };
	carried->first.user = str_cut(&rest, '\0');
	carried->first.rest = str_cut(&rest, '\0');
	return carried->first.user.len > 0;
}

bool
nonce_is_good(const struct nonce_carried *carried, struct str header,
    const struct nonce_bond *bond, const struct store_account *account)
{
	const uint32_t age = second_of(bond->now) - second_in(carried->at);
	struct nonce_first first = carried->first;
	unsigned char code[HMAC_SIZE];

	first.header = header;
	seal(carried->at, &first, bond, account, code);
	return secret_same(code, carried->at + SEAL, MAC) &&
	    age <= NONCE_TIME / SEC;
}
