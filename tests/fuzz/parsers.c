/*
 * The parsers of what comes from outside: whatever bytes they are given, they
 * stay within them, and what one has taken is the same when it is written and
 * read again. Each of them gets each input.
 */
#include <stddef.h>

#include "server/worker/conn/web.h"
#include "server/worker/irc/text.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram.h"
#include "shared/grammar.h"
#include "shared/mask.h"
#include "shared/names.h"
#include "shared/network.h"
#include "shared/text/twins.h"
#include "shared/text/utf8.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

#define TEXT_MOST ((size_t)64 * 1024)

/* A mask of more stars would take too long here. */
#define MASK_TRIED 256

/* As a string of C. */
static const char *
terminated(struct str text)
{
	static char room[TEXT_MOST];

	memcpy(room, text.at, text.len);
	room[text.len] = '\0';
	return room;
}

/* --- UTF-8 by the book ------------------------------------------------ */

/*
 * The table of the Unicode standard ("Well-Formed UTF-8 Byte Sequences"),
 * without a look at shared/text/utf8.c, which is held against it: the first two
 * bytes, from and to; those that follow are 80 to BF.
 */
static const struct {
	unsigned char first[2];
	unsigned char second[2];
	size_t len;
} rows[] = {
	{ { 0xc2, 0xdf }, { 0x80, 0xbf }, 2 },
	{ { 0xe0, 0xe0 }, { 0xa0, 0xbf }, 3 },
	{ { 0xe1, 0xec }, { 0x80, 0xbf }, 3 },
	{ { 0xed, 0xed }, { 0x80, 0x9f }, 3 },
	{ { 0xee, 0xef }, { 0x80, 0xbf }, 3 },
	{ { 0xf0, 0xf0 }, { 0x90, 0xbf }, 4 },
	{ { 0xf1, 0xf3 }, { 0x80, 0xbf }, 4 },
	{ { 0xf4, 0xf4 }, { 0x80, 0x8f }, 4 },
};

static bool
is_from_to(char c, const unsigned char bounds[2])
{
	const unsigned char byte = (unsigned char)c;

	return byte >= bounds[0] && byte <= bounds[1];
}

static bool
is_row(size_t row, struct str text)
{
	static const unsigned char later[2] = { 0x80, 0xbf };

	if (!is_from_to(text.at[0], rows[row].first) ||
	    text.len < rows[row].len ||
	    !is_from_to(text.at[1], rows[row].second))
		return false;
	for (size_t i = 2; i < rows[row].len; i++)
		if (!is_from_to(text.at[i], later))
			return false;
	return true;
}

/* The length of the character at the front; 0: there is none. */
static size_t
wellformed_first(struct str text)
{
	if (text.len == 0)
		return 0;
	if ((unsigned char)text.at[0] <= 0x7f)
		return 1;
	for (size_t row = 0; row < COUNT(rows); row++)
		if (is_row(row, text))
			return rows[row].len;
	return 0;
}

static bool
wellformed(struct str text)
{
	while (text.len > 0) {
		const size_t len = wellformed_first(text);
		if (len == 0)
			return false;
		text.at += len;
		text.len -= len;
	}
	return true;
}

/* --- Addresses -------------------------------------------------------- */

static void
is_fit_to_be_shown(const char text[ADDR_TEXT])
{
	MUST(memchr(text, '\0', ADDR_TEXT) != NULL, "it does not end");
	MUST(text[0] != '\0', "it is empty");
	for (; *text != '\0'; text++)
		MUST((unsigned char)*text >= ' ' && *text != 0x7f,
		    "a control character is shown");
}

/* A text has no zone, and so the one that is read back has none. */
static void
is_read_back(struct addr *addr)
{
	struct addr again;
	char text[ADDR_TEXT];

	if (addr->to.any.sa_family == AF_INET6)
		addr->to.v6.sin6_scope_id = 0;
	addr_text(addr, text);
	is_fit_to_be_shown(text);
	MUST(addr_parse(&again, text) == NULL && again.len == addr->len &&
		memcmp(&again.to, &addr->to, addr->len) == 0,
	    "%s is another", text);
}

/* The text, and the path of a peer as the kernel gives it: without an end. */
static void
try_addr(struct str input)
{
	struct addr addr, peer = { .to.path.sun_family = AF_UNIX };
	const size_t room = sizeof(peer.to.path.sun_path);
	const size_t len = input.len < room ? input.len : room;
	const char *wrong = addr_parse(&addr, terminated(input));
	char text[ADDR_TEXT];

	MUST(wrong == NULL || wrong[0] != '\0', "refused without a reason");
	if (wrong == NULL)
		is_read_back(&addr);
	memcpy(peer.to.path.sun_path, input.at, len);
	peer.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	addr_text(&peer, text);
	is_fit_to_be_shown(text);
}

static void
try_network(struct str input)
{
	struct network network, again;
	char text[NETWORK_TEXT];
	const char *wrong = network_read(&network, str_from(terminated(input)));

	MUST(wrong == NULL || wrong[0] != '\0', "refused without a reason");
	if (wrong != NULL)
		return;
	MUST(network.bits <= network_bits(&network.ip) &&
		network_contains(&network, &network.ip),
	    "it is not in itself");
	(void)network_text(&network, text);
	MUST(network_read(&again, str_from(text)) == NULL &&
		again.bits == network.bits &&
		memcmp(again.ip.at, network.ip.at, sizeof(again.ip.at)) == 0,
	    "%s is another", text);
}

/* What a part of it means stays so, whatever else comes. */
static void
try_proxy(struct str input)
{
	struct proxy_header part, before = { 0 };
	enum head_found known = HEAD_MORE;

	for (size_t len = 1; len <= input.len && len <= 2 * PROXY_HEADER;
	     len++) {
		const enum head_found what =
		    head_proxy((struct str) { input.at, len }, &part);
		MUST(what != HEAD_MORE || len < PROXY_HEADER,
		    "no end is in sight");
		MUST(known == HEAD_MORE || what == known,
		    "%zu bytes are another header", len);
		if (what == HEAD_WHOLE)
			MUST(part.len > 0 && part.len <= len &&
				(known == HEAD_MORE || part.len == before.len),
			    "at %zu it has %zu bytes", len, part.len);
		if (what == HEAD_WHOLE && part.from.len > 0)
			is_read_back(&part.from);
		known = what;
		before = part;
	}
}

/* --- Lines ------------------------------------------------------------ */

/* The words of a line, with one space between them, are the line. */
static void
try_grammar(struct str line, enum direction from)
{
	static char memory[TEXT_MOST + 1];
	struct str words[1 + GRAMMAR_ARGS];
	struct command command, up;
	struct buf room;

	if (grammar_parse(line, from, &command) != CODE_OK)
		return;
	MUST(command.rule == grammar_find(command.rule->word, from) &&
		command.count >= command.rule->least,
	    "it is not by the table");
	words[0] = command.rule->word;
	memcpy(words + 1, command.arg, sizeof(command.arg));
	buf_init(&room, memory, sizeof(memory));
	MUST(buf_say(&room, words, 1 + command.count), "it has become longer");
	const struct str said = { memory, buf_len(&room) - 1 };
	if (from != FROM_CLIENT)
		MUST(str_eq(said, line), "it is another line");
	else
		MUST(grammar_parse(said, FROM_WORKER, &up) == CODE_OK &&
			up.rule == command.rule,
		    "a worker may not say what its client may");
}

/* A piece is a part of the text: a word unless it is the last one. */
static void
is_piece(struct str piece, struct str text, bool last)
{
	MUST(piece.at >= text.at && piece.at + piece.len <= text.at + text.len,
	    "a piece from elsewhere");
	MUST(last ||
		(piece.len > 0 && piece.at[0] != ':' &&
		    memchr(piece.at, ' ', piece.len) == NULL),
	    "this is no word");
}

/* A tag is found, unless another of its key follows. */
static void
try_tags(struct str tags)
{
	struct str rest = tags, key, value, found;

	while (irc_tag_next(&rest, &key, &value)) {
		struct str behind = rest;
		MUST(irc_tag_find(tags, key, &found), "it is not found");
		MUST(irc_tag_find(behind, key, &behind) || str_eq(found, value),
		    "another is found");
	}
}

static void
try_irc_line(struct str input)
{
	struct irc_line line;

	if (irc_line_read(input, &line) == IRC_OK) {
		MUST(line.count <= IRC_PARAMS, "too many parameters");
		is_piece(line.command, input, false);
		for (size_t i = 0; i < line.count; i++)
			is_piece(line.param[i], input, i + 1 == line.count);
	} else {
		MUST(line.count == 0, "parameters in spite of a mistake");
	}
	MUST(line.tags.len <= IRC_TAGS_EACH, "too many tags");
	if (line.tags.len < 300) /* each with each with each */
		try_tags(line.tags);
}

/* Pieces of a text fit, are not empty, and follow each other. */
static void
try_pieces(struct str text)
{
	const bool utf8 = wellformed(text);
	const char *at = text.at;

	while (text.len > 0) {
		const struct str piece = irc_piece(&text, IRC_PIECE_NEAR);
		MUST(piece.len > 0 && piece.len <= IRC_PIECE_NEAR &&
			piece.at == at && (!utf8 || wellformed(piece)),
		    "a piece of %zu bytes", piece.len);
		at += piece.len;
	}
}

/* --- Secrets ---------------------------------------------------------- */

/* Base64 has one text for each bytes. */
static void
try_base64(struct str text)
{
	static char bytes[SCRAM_MESSAGE], back[SCRAM_MESSAGE];
	size_t len;

	if (text.len > sizeof(back) ||
	    !base64_decode(text, bytes, sizeof(bytes), &len))
		return;
	MUST(str_eq(text, base64_text(bytes, len, back)),
	    "the text of these bytes is another");
}

static void
is_nonce(struct str nonce, size_t most)
{
	MUST(nonce.len > 0 && nonce.len <= most, "%zu bytes", nonce.len);
	for (size_t i = 0; i < nonce.len; i++)
		MUST(nonce.at[i] > ' ' && nonce.at[i] <= '~' &&
			nonce.at[i] != ',',
		    "byte %02x is in a nonce", (unsigned char)nonce.at[i]);
}

/* The header is the beginning of the message, and the rest is bare. */
static void
try_scram(struct str text)
{
	struct scram_first first;
	struct scram_final final;

	if (scram_read_first(text, &first)) {
		MUST(text.len <= SCRAM_MESSAGE &&
			first.header.len <= SCRAM_HEADER &&
			first.header.at == text.at &&
			first.bare.at == text.at + first.header.len &&
			first.header.len + first.bare.len == text.len,
		    "it is cut elsewhere");
		MUST(first.user.len > 0 && first.user.len <= SCRAM_NAME &&
			wellformed(
			    (struct str) { first.user.at, first.user.len }),
		    "a name is no text");
		is_nonce(first.nonce, SCRAM_NONCE);
	}
	if (scram_read_final(text, &final)) {
		MUST(text.len <= SCRAM_MESSAGE &&
			final.header_len <= SCRAM_HEADER &&
			final.bare.at == text.at && final.bare.len < text.len,
		    "it is cut elsewhere");
		is_nonce(final.nonce, SCRAM_BOTH_NONCES);
	}
}

/* --- The rest --------------------------------------------------------- */

static void
try_mask(struct str input)
{
	struct str mask = input, text = input;
	char room[MASK_MOST], again[MASK_MOST];

	(void)fuzz_line(&input, &mask);
	(void)fuzz_line(&input, &text);
	if (mask.len > MASK_TRIED || text.len > MASK_TRIED)
		return;
	(void)mask_matches(mask, text);
	const struct str full = mask_full(mask, room);
	MUST(full.len <= MASK_MOST && str_eq(mask_full(full, again), full),
	    "another one the next time");
}

/* At each byte, also in the middle of a character. */
static void
try_utf8(struct str text)
{
	uint32_t c;

	for (size_t i = 0; i <= text.len; i++) {
		const struct str rest = { text.at + i, text.len - i };
		const size_t len = utf8_decode(rest.at, rest.len, &c);
		MUST(len == wellformed_first(rest), "a length of %zu", len);
		MUST(len == 0 || unicode_width(c) <= 2, "a wide one");
	}
}

/* A name could be a group, and a group a token; each looks like itself. */
static void
try_names(struct str name)
{
	if (name_check(name) == CODE_OK)
		MUST(group_check(name) == CODE_OK && name.len <= LIMIT_NAME,
		    "a name that could be no group");
	if (group_check(name) == CODE_OK)
		MUST(token_check(name) == CODE_OK && name.len <= LIMIT_GROUP,
		    "a group that could be no token");
	MUST(text_check(name, TEXT_MOST) != CODE_OK || wellformed(name),
	    "a text that is no UTF-8");
	if (name.len <= LIMIT_GROUP)
		MUST(twins_alike(name, name) && twins_same(name, name),
		    "it does not look like itself");
}

void
fuzz(struct str input)
{
	if (input.len == 0 || input.len >= TEXT_MOST)
		return;
	try_addr(input);
	try_network(input);
	try_proxy(input);
	try_grammar(input, FROM_CLIENT);
	try_grammar(input, FROM_WORKER);
	try_grammar(input, FROM_SERVER);
	try_grammar(input, FROM_ROUTER);
	try_irc_line(input);
	try_pieces(input);
	try_base64(input);
	try_scram(input);
	try_mask(input);
	try_utf8(input);
	try_names(input);
}
