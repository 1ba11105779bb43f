/* Tokens: see token.h. */
#include "token.h"

#include "buf.h"

#define DIGITS "0123456789ABCDEF"

/* Returns whether a file name can have the byte, in a token's name. */
static bool
is_plain(char c)
{
	return (unsigned char)c > ' ' && c != '/' && c != 0x7f;
}

static bool
is_escaped(char c, size_t at)
{
	return c == '+' || c == '%' || (c == '.' && at == 0);
}

static bool
add_byte(struct buf *to, char c, size_t at)
{
	const unsigned char byte = str_lower(c);
	const char escape[] = { '%', DIGITS[byte >> 4], DIGITS[byte & 15] };

	if (!is_plain(c))
		return false;
	return is_escaped(c, at) ?
	    BUF_CAT(to, (struct str) { escape, sizeof(escape) }) :
	    BUF_CAT(to, STR_BYTES(byte));
}

struct str
token_make(struct str name, uint64_t made, char room[TOKEN_MOST])
{
	struct buf to;
	bool good = name.len > 0;

	buf_init(&to, room, TOKEN_MOST);
	for (size_t i = 0; i < name.len && good; i++)
		good = add_byte(&to, name.at[i], i);
	return good && BUF_CAT(&to, STR("."), DECIMAL(made)) ? buf_str(&to) :
							       STR("");
}

struct str
token_talk(struct str one, struct str other, char room[TOKEN_MOST])
{
	const size_t least = one.len < other.len ? one.len : other.len;
	const int order = memcmp(one.at, other.at, least);
	const bool turns = order > 0 || (order == 0 && one.len > other.len);
	struct buf to;

	buf_init(&to, room, TOKEN_MOST);
	return BUF_CAT(&to, STR("@"), turns ? other : one, STR("+"),
		   turns ? one : other) ?
	    buf_str(&to) :
	    STR("");
}

/* Returns the digits after the last '.'; the rest is what is before it. */
static struct str
split_made(struct str token, struct str *before)
{
	size_t at = token.len;

	while (at > 0 && token.at[at - 1] >= '0' && token.at[at - 1] <= '9')
		at--;
	if (at < 2 || token.at[at - 1] != '.')
		return STR("");
	*before = (struct str) { token.at, at - 1 };
	return (struct str) { token.at + at, token.len - at };
}

bool
token_is_valid(struct str token)
{
	struct str name;
	uint64_t made;

	if (token.len > TOKEN_MOST ||
	    !str_to_number(split_made(token, &name), UINT64_MAX, &made))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!is_plain(name.at[i]))
			return false;
	return name.at[0] != '.';
}

uint64_t
token_made(struct str token)
{
	struct str name;
	uint64_t made = 0;

	(void)str_to_number(split_made(token, &name), UINT64_MAX, &made);
	return made;
}

/* Takes the byte that two hexadecimal digits stand for; -1: they do not. */
static int
read_escape(struct str digits)
{
	const char *high, *low;

	if (digits.len < 2)
		return -1;
	high = memchr(DIGITS, digits.at[0], 16);
	low = memchr(DIGITS, digits.at[1], 16);
	return high != NULL && low != NULL ?
	    (int)((high - DIGITS) << 4 | (low - DIGITS)) :
	    -1;
}

struct str
token_name(struct str token, char room[LIMIT_GROUP])
{
	struct str name = STR("");
	size_t len = 0;

	if (!token_is_valid(token) || token.at[0] == '@')
		return STR("");
	(void)split_made(token, &name);
	for (; name.len > 0 && len < LIMIT_GROUP; len++) {
		int byte = (unsigned char)name.at[0];
		if (str_skip(&name, STR("%"))) {
			byte = read_escape(name);
			if (byte == -1 || !is_escaped((char)byte, len))
				return STR("");
			str_drop(&name, 2);
		} else if (is_escaped((char)byte, len))
			return STR("");
		else
			str_drop(&name, 1);
		room[len] = (char)byte;
	}
	return name.len == 0 ? (struct str) { room, len } : STR("");
}

bool
token_split(struct str token, struct str *one, struct str *other)
{
	struct str rest = token;

	if (!str_skip(&rest, STR("@")))
		return false;
	*one = str_cut(&rest, '+');
	*other = rest;
	return token_is_valid(*one) && token_is_valid(*other) &&
	    memchr(rest.at, '+', rest.len) == NULL;
}
