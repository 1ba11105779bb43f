/*
 * shared/crypto/scram: what clients may say and what it means; each thing that
 * is refused; and every piece as long as it may be and no longer.
 */
#include "shared/crypto/scram.h"

#include "shared/crypto/base64.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"

/* A proof of 32 bytes, one of a byte more and one of a byte less. */
#define PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define LONG_PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SHORT_PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="

#define BYTES(literal) LIT(literal)

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
		TAP_OK(scram_read_first(str_from(room), &first), "first: %s",
		    room);
		TAP_STR(first.header, str_from(rows[i].header), "its header");
		TAP_STR(first.bare, str_from(rows[i].bare), "what is behind");
		TAP_STR(name_of(&first.authzid), str_from(rows[i].authzid),
		    "the authzid");
		TAP_STR(
		    name_of(&first.user), str_from(rows[i].user), "the user");
		TAP_STR(first.nonce, str_from(rows[i].nonce), "the nonce");
	}
}

static const struct str bad_first[] = {
	BYTES(""),
	BYTES("n"),
	BYTES("n,"),
	BYTES("n,,"),
	BYTES(",,n=u,r=x"),
	BYTES("N,,n=u,r=x"),
	BYTES("x,,n=u,r=x"),
	BYTES("nn,,n=u,r=x"),
	BYTES(" n,,n=u,r=x"),
	BYTES("n,n=u,r=x"),
	BYTES("n=u,r=x"),
	BYTES("p,,n=u,r=x"),
	BYTES("p=tls-unique,,n=u,r=x"),
	BYTES("p=,"),
	BYTES("n,a=,n=u,r=x"),
	BYTES("n,a,n=u,r=x"),
	BYTES("n,b=x,n=u,r=x"),
	BYTES("n,A=x,n=u,r=x"),
	BYTES("n,a=\xff,n=u,r=x"),
	BYTES("n,,r=x,n=u"),
	BYTES("n,,n=u"),
	BYTES("n,,n=u,"),
	BYTES("n,,n=,r=x"),
	BYTES("n,,N=u,r=x"),
	BYTES("n,,nu,r=x"),
	BYTES("n,,=u,r=x"),
	BYTES("n,,n=u,r="),
	BYTES("n,,n=u,R=x"),
	BYTES("n,,n=u,r=x,"),
	BYTES("n,,n=u,,r=x"),
	BYTES("n,,n=u,r=x y"),
	BYTES("n,,n=u,r=x\n"),
	BYTES("n,,n=u,r=x\0"),
	BYTES("n,,n=u,r=x\x7f"),
	BYTES("n,,n=u,r=\xc3\xa4"),
	BYTES("n,,n=a=b,r=x"),
	BYTES("n,,n=a=,r=x"),
	BYTES("n,,n=a=2,r=x"),
	BYTES("n,,n=a=2c,r=x"),
	BYTES("n,,n=a=3d,r=x"),
	BYTES("n,,n=a=41,r=x"),
	BYTES("n,,n=a\0b,r=x"),
	BYTES("n,,n=\xc3,r=x"),
	BYTES("n,,n=\xc0\x80,r=x"),
	BYTES("n,,n=\xed\xa0\x80,r=x"),
	BYTES("n,,m=x,n=u,r=x"),
	BYTES("n,,n=u,m=x,r=x"),
	BYTES("n,,n=u,r=x,m=x"),
	BYTES("n,,n=u,r=x,d=y,m=x"),
	BYTES("n,,n=u,r=x,n=v"),
	BYTES("n,,n=u,r=x,r=y"),
	BYTES("n,,n=u,r=x,a=y"),
	BYTES("n,,n=u,r=x,p=y"),
	BYTES("n,,n=u,r=x,d"),
	BYTES("n,,n=u,r=x,d="),
	BYTES("n,,n=u,r=x,dd=y"),
	BYTES("n,,n=u,r=x,1=y"),
	BYTES("n,,n=u,r=x,@=y"),
	BYTES("n,,n=u,r=x,{=y"),
	BYTES("n,,n=u,r=x,\0=y"),
	BYTES("n,,n=u,r=x,d=\xff"),
	BYTES("n,,n=u,r=x,d=\0"),
};

static const struct str bad_final[] = {
	BYTES(""),
	BYTES(","),
	BYTES("p=" PROOF),
	BYTES(",p=" PROOF),
	BYTES("c=biws,r=x"),
	BYTES("c=biws,p=" PROOF),
	BYTES("r=x,c=biws,p=" PROOF),
	BYTES("c=biw,r=x,p=" PROOF),
	BYTES("c=biws=,r=x,p=" PROOF),
	BYTES("c=biwt==,r=x,p=" PROOF),
	BYTES("c= biws,r=x,p=" PROOF),
	BYTES("C=biws,r=x,p=" PROOF),
	BYTES("c=biws,r=,p=" PROOF),
	BYTES("c=biws,r=x y,p=" PROOF),
	BYTES("c=biws,r=x,p="),
	BYTES("c=biws,r=x,p=AAAA"),
	BYTES("c=biws,r=x,p=" LONG_PROOF),
	BYTES("c=biws,r=x,p=" SHORT_PROOF),
	BYTES("c=biws,r=x,p=" PROOF "\n"),
	BYTES("c=biws,r=x,p=" PROOF ","),
	BYTES("c=biws,r=x,p=" PROOF ",d=y"),
	BYTES("c=biws,r=x,p=" PROOF ",p=" PROOF),
	BYTES("c=biws,r=x,P=" PROOF),
	BYTES("c=biws,r=x,c=biws,p=" PROOF),
	BYTES("c=biws,r=x,,p=" PROOF),
	BYTES("m=y,c=biws,r=x,p=" PROOF),
	BYTES("c=biws,r=x,m=y,p=" PROOF),
	BYTES("c=biws,r=x,m=y"),
};

static void
refuses(void)
{
	struct scram_first first;
	struct scram_final final;

	for (size_t i = 0; i < COUNT(bad_first); i++)
		TAP_OK(!scram_read_first(bad_first[i], &first),
		    "bad first message %zu", i);
	for (size_t i = 0; i < COUNT(bad_final); i++)
		TAP_OK(!scram_read_final(bad_final[i], &final),
		    "bad last message %zu", i);
	TAP_OK(!scram_read_first((struct str) { NULL, 0 }, &first) &&
		!scram_read_final((struct str) { NULL, 0 }, &final),
	    "nothing");
}

static void
takes_final(void)
{
	static const char text[] =
	    "c=eSxhPWIs,r=x%y,d=z,p="
	    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";
	struct scram_final final;

	TAP_OK(scram_read_final(STR(text), &final), "final");
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
static bool
read_long_first(size_t authzid, size_t user, size_t nonce)
{
	struct scram_first first;
	bool good;
	size_t len = 0;

	add(&len, STR("n,a="));
	add_many(&len, "=2C", authzid);
	add(&len, STR(",n="));
	add_many(&len, "=3D", user);
	add(&len, STR(",r="));
	add_many(&len, "x", nonce);
	good = scram_read_first((struct str) { room, len }, &first);
	MUST(!good ||
		(first.authzid.len == authzid && first.user.len == user &&
		    first.header.len <= SCRAM_HEADER),
	    "not as long as it was said");
	return good;
}

static bool
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
static bool
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

	TAP_OK(read_long_first(name, name, nonce), "the longest");
	TAP_OK(!read_long_first(name + 1, 1, 1), "an authzid");
	TAP_OK(!read_long_first(1, name + 1, 1), "a user");
	TAP_OK(!read_long_first(1, 1, nonce + 1), "a nonce");
	TAP_OK(read_long_final(header, both), "the longest");
	TAP_OK(!read_long_final(header + 1, 1), "a header");
	TAP_OK(!read_long_final(1, both + 1), "both nonces");
	for (int last = 0; last <= 1; last++) {
		TAP_OK(read_long_message(last, SCRAM_MESSAGE), "the longest");
		TAP_OK(
		    !read_long_message(last, SCRAM_MESSAGE + 1), "a message");
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
