/*
 * shared/crypto/scram_read: what clients may say and what it means; each thing
 * that is refused, with its word of RFC 5802; every piece as long as it may be
 * and no longer; and that no last message belongs to another first one.
 */
#include "shared/crypto/scram_read.h"

#include "shared/crypto/base64.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"

/* A proof of 32 bytes, one of a byte more and one of a byte less. */
#define PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define LONG_PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SHORT_PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="

#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* Room for a message that is too long. */
static char room[SCRAM_MESSAGE + 2];

static struct str
name_of(const struct scram_name *name)
{
	return (struct str) { name->at, name->len };
}

static void
takes_first(void)
{
	static const struct {
		const char *header;
		const char *bare;
		const char *authzid;
		const char *user;
		const char *nonce;
	} rows[] = {
		{ "n,,", "n=user,r=abc", "", "user", "abc" },
		{ "y,,", "n=user,r=abc", "", "user", "abc" },
		{ "n,a=admin,", "n=user,r=abc", "admin", "user", "abc" },
		{ "y,a=a=2Cb,", "n=u,r=x", "a,b", "u", "x" },
		{ "n,,", "n=a=2Cb=3Dc,r=x", "", "a,b=c", "x" },
		{ "n,,", "n==3D=3D2C,r=x", "", "==2C", "x" },
		{ "n,,", "n==2C,r=x", "", ",", "x" },
		{ "n,,", "n=\xd8\xb9\xd9\x84\xdb\x8c,r=x", "",
		    "\xd8\xb9\xd9\x84\xdb\x8c", "x" },
		{ "n,,", "n= a b ,r=x", "", " a b ", "x" },
		{ "n,,", "n=u,r=!+-~=n=x", "", "u", "!+-~=n=x" },
		{ "n,,", "n=u,r=x,d=more,X=a=b \xc3\xa4", "", "u", "x" },
	};
	struct scram_first first;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t header = strlen(rows[i].header);
		memcpy(room, rows[i].header, header);
		memcpy(room + header, rows[i].bare, strlen(rows[i].bare) + 1);
		TAP_NUM(scram_read_first(str_from(room), &first), SCRAM_OK,
		    "first: %s", room);
		TAP_STR(first.header, str_from(rows[i].header), "its header");
		TAP_STR(first.bare, str_from(rows[i].bare), "what is behind");
		TAP_STR(name_of(&first.authzid), str_from(rows[i].authzid),
		    "the authzid");
		TAP_STR(
		    name_of(&first.user), str_from(rows[i].user), "the user");
		TAP_STR(first.nonce, str_from(rows[i].nonce), "the nonce");
	}
}

static const struct {
	struct str text;
	enum scram_error error;
} bad_first[] = {
	{ BYTES(""), SCRAM_ENCODING },
	{ BYTES("n"), SCRAM_ENCODING },
	{ BYTES("n,"), SCRAM_ENCODING },
	{ BYTES("n,,"), SCRAM_ENCODING },
	{ BYTES(",,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("N,,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("x,,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("nn,,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES(" n,,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("p,,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("p=tls-unique,,n=u,r=x"), SCRAM_NO_BINDING },
	{ BYTES("p=,"), SCRAM_NO_BINDING },
	{ BYTES("n,a=,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n,a,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n,b=x,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n,A=x,n=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n,a=\xff,n=u,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,r=x,n=u"), SCRAM_ENCODING },
	{ BYTES("n,,n=u"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,"), SCRAM_ENCODING },
	{ BYTES("n,,n=,r=x"), SCRAM_ENCODING },
	{ BYTES("n,,N=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n,,nu,r=x"), SCRAM_ENCODING },
	{ BYTES("n,,=u,r=x"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r="), SCRAM_ENCODING },
	{ BYTES("n,,n=u,R=x"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,,r=x"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x\n"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x\0"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x\x7f"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=\xc3\xa4"), SCRAM_ENCODING },
	{ BYTES("n,,n=a=b,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=a=,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=a=2,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=a=2c,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=a=3d,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=a=41,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=a\0b,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=\xc3,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=\xc0\x80,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,n=\xed\xa0\x80,r=x"), SCRAM_NAME_ENCODING },
	{ BYTES("n,,m=x,n=u,r=x"), SCRAM_EXTENSION },
	{ BYTES("n,,n=u,m=x,r=x"), SCRAM_EXTENSION },
	{ BYTES("n,,n=u,r=x,m=x"), SCRAM_EXTENSION },
	{ BYTES("n,,n=u,r=x,d=y,m=x"), SCRAM_EXTENSION },
	{ BYTES("n,,n=u,r=x,n=v"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,r=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,a=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,p=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,d"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,d="), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,dd=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,1=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,@=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,{=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,\0=y"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,d=\xff"), SCRAM_ENCODING },
	{ BYTES("n,,n=u,r=x,d=\0"), SCRAM_ENCODING },
};

static const struct {
	struct str text;
	enum scram_error error;
} bad_final[] = {
	{ BYTES(""), SCRAM_ENCODING },
	{ BYTES(","), SCRAM_ENCODING },
	{ BYTES("p=" PROOF), SCRAM_ENCODING },
	{ BYTES(",p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x"), SCRAM_ENCODING },
	{ BYTES("c=biws,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("r=x,c=biws,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biw,r=x,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws=,r=x,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biwt==,r=x,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c= biws,r=x,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("C=biws,r=x,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x y,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p="), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p=AAAA"), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p=" LONG_PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p=" SHORT_PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p=" PROOF "\n"), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p=" PROOF ","), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p=" PROOF ",d=y"), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,p=" PROOF ",p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,P=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,c=biws,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("c=biws,r=x,,p=" PROOF), SCRAM_ENCODING },
	{ BYTES("m=y,c=biws,r=x,p=" PROOF), SCRAM_EXTENSION },
	{ BYTES("c=biws,r=x,m=y,p=" PROOF), SCRAM_EXTENSION },
	{ BYTES("c=biws,r=x,m=y"), SCRAM_EXTENSION },
};

static void
refuses(void)
{
	struct scram_first first;
	struct scram_final final;

	for (size_t i = 0; i < COUNT(bad_first); i++)
		TAP_NUM(scram_read_first(bad_first[i].text, &first),
		    bad_first[i].error, "bad first message %zu", i);
	for (size_t i = 0; i < COUNT(bad_final); i++)
		TAP_NUM(scram_read_final(bad_final[i].text, &final),
		    bad_final[i].error, "bad last message %zu", i);
	TAP_NUM(scram_read_first((struct str) { NULL, 0 }, &first),
	    SCRAM_ENCODING, "nothing");
	TAP_NUM(scram_read_final((struct str) { NULL, 0 }, &final),
	    SCRAM_ENCODING, "nothing");
}

static void
takes_final(void)
{
	static const char text[] =
	    "c=eSxhPWIs,r=x%y,d=z,p="
	    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";
	struct scram_final final;

	TAP_NUM(scram_read_final(STR(text), &final), SCRAM_OK, "final");
	TAP_STR(final.bare, STR("c=eSxhPWIs,r=x%y,d=z"), "all but the proof");
	TAP_STR(final.nonce, STR("x%y"), "the nonce");
	TAP_STR(((struct str) { final.header, final.header_len }),
	    STR("y,a=b,"), "the header");
	TAP_OK(final.proof[0] == 1 && final.proof[SCRAM_KEY - 1] == 2,
	    "the proof");
}

/* Puts s behind what is in the room. */
static void
add(size_t *len, struct str s)
{
	MUST(s.len <= sizeof(room) - *len, "no room");
	memcpy(room + *len, s.at, s.len);
	*len += s.len;
}

static void
add_many(size_t *len, const char *what, size_t count)
{
	while (count-- > 0)
		add(len, str_from(what));
}

/*
 * Reads a message with that many letters in each field, escaped so that they
 * take the most room.
 */
static enum scram_error
read_long_first(size_t authzid, size_t user, size_t nonce)
{
	struct scram_first first;
	enum scram_error error;
	size_t len = 0;

	add(&len, STR("n,a="));
	add_many(&len, "=2C", authzid);
	add(&len, STR(",n="));
	add_many(&len, "=3D", user);
	add(&len, STR(",r="));
	add_many(&len, "x", nonce);
	error = scram_read_first((struct str) { room, len }, &first);
	MUST(error != SCRAM_OK ||
		(first.authzid.len == authzid && first.user.len == user &&
		    first.header.len <= SCRAM_HEADER),
	    "not as long as it was said");
	return error;
}

static enum scram_error
read_long_final(size_t header, size_t nonce)
{
	char text[BASE64_TEXT(SCRAM_HEADER + 1)];
	struct scram_final final;
	size_t len = 0, text_len;

	MUST(base64_encode(
		 filler(header), header, text, sizeof(text), &text_len),
	    "no text");
	add(&len, STR("c="));
	add(&len, (struct str) { text, text_len });
	add(&len, STR(",r="));
	add_many(&len, "x", nonce);
	add(&len, STR(",p=" PROOF));
	return scram_read_final((struct str) { room, len }, &final);
}

/* With an extension that fills it up. */
static enum scram_error
read_long_message(bool last, size_t size)
{
	const struct str end = last ? STR(",p=" PROOF) : STR("");
	struct scram_first first;
	struct scram_final final;
	size_t len = 0;

	add(&len, last ? STR("c=biws,r=x,d=") : STR("n,,n=u,r=x,d="));
	add_many(&len, "x", size - end.len - len);
	add(&len, end);
	const struct str text = { room, len };
	return last ? scram_read_final(text, &final) :
		      scram_read_first(text, &first);
}

static void
keeps_to_limits(void)
{
	const size_t name = SCRAM_NAME, nonce = SCRAM_NONCE,
		     both = SCRAM_BOTH_NONCES, header = SCRAM_HEADER;

	TAP_NUM(read_long_first(name, name, nonce), SCRAM_OK, "the longest");
	TAP_NUM(read_long_first(name + 1, 1, 1), SCRAM_ENCODING, "an authzid");
	TAP_NUM(read_long_first(1, name + 1, 1), SCRAM_ENCODING, "a user");
	TAP_NUM(read_long_first(1, 1, nonce + 1), SCRAM_ENCODING, "a nonce");
	TAP_NUM(read_long_final(header, both), SCRAM_OK, "the longest");
	TAP_NUM(read_long_final(header + 1, 1), SCRAM_ENCODING, "a header");
	TAP_NUM(read_long_final(1, both + 1), SCRAM_ENCODING, "both nonces");
	for (int last = 0; last <= 1; last++) {
		TAP_NUM(read_long_message(last, SCRAM_MESSAGE), SCRAM_OK,
		    "the longest");
		TAP_NUM(read_long_message(last, SCRAM_MESSAGE + 1),
		    SCRAM_ENCODING, "a message");
	}
}

int
main(void)
{
	takes_first();
	takes_final();
	refuses();
	keeps_to_limits();
	return tap_done();
}
