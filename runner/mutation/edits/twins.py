"""Twins: functions that are taken for each other, by language."""

PAIRS: dict[str, str] = {
    "python": """
        min max, any all, floor ceil, startswith endswith, removeprefix removesuffix, lower upper, lstrip rstrip,
        find rfind, index rindex, split rsplit, partition rpartition, ljust rjust, isdigit isalnum, keys values,
        bisect_left bisect_right, appendleft append, popleft pop, add discard, union intersection,
        issubset issuperset, encode decode, list tuple
    """,
    "javascript": """
        min max, some every, floor ceil, trunc round, startsWith endsWith, toLowerCase toUpperCase,
        trimStart trimEnd, indexOf lastIndexOf, find findLast, findIndex findLastIndex, padStart padEnd, shift pop,
        unshift push, keys values, reduce reduceRight, all allSettled, splice slice
    """,
    "go": """
        Min Max, min max, Floor Ceil, HasPrefix HasSuffix, TrimPrefix TrimSuffix, TrimLeft TrimRight,
        ToLower ToUpper, Index LastIndex, IndexByte LastIndexByte, Before After, IsDigit IsLetter, Fields Lines,
        Lock RLock, ParseInt ParseUint
    """,
    "rust": """
        min max, any all, floor ceil, starts_with ends_with, strip_prefix strip_suffix, to_lowercase to_uppercase,
        to_ascii_lowercase to_ascii_uppercase, trim_start trim_end, find rfind, splitn rsplitn,
        split_once rsplit_once, pop_front pop_back, push_front push_back, first last, is_some is_none, is_ok is_err,
        keys values, skip take, is_ascii_digit is_ascii_alphanumeric, checked_add checked_sub,
        wrapping_add wrapping_sub, saturating_add saturating_sub, saturating_sub wrapping_sub,
        div_euclid rem_euclid, skip_while take_while, chars bytes
    """,
    "java": """
        min max, anyMatch allMatch, floor ceil, startsWith endsWith, toLowerCase toUpperCase,
        stripLeading stripTrailing, indexOf lastIndexOf, getFirst getLast, addFirst addLast, pollFirst pollLast,
        removeFirst removeLast, isDigit isLetterOrDigit, isBefore isAfter, floorMod floorDiv, keySet values,
        skip limit, floorKey lowerKey, ceilingKey higherKey, headMap tailMap, addExact subtractExact,
        equals equalsIgnoreCase
    """,
    "c": """
        strchr strrchr, tolower toupper, isdigit isalnum, isspace isalpha, floor ceil, fmin fmax, memcpy memmove,
        strcmp strcasecmp, strtol strtoul
    """,
}
ONE_WAY = {"appendleft", "popleft", "add", "list", "unshift", "splice", "saturating_sub", "memcpy", "ParseInt"}


def _twins(pairs: str) -> dict[str, str]:
    both = [(left, right) for left, right in map(str.split, pairs.split(","))]
    return {right: left for left, right in both if left not in ONE_WAY} | dict(both)


TWINS: dict[str, dict[str, str]] = {language: _twins(pairs) for language, pairs in PAIRS.items()}
TWINS["typescript"] = TWINS["javascript"]
