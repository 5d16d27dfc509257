"""Values that a notebook sends and a grader compares: one JSON record for each checked case.

A check displays a record under the mime type `MIME`. The sandbox sends it out as a notebook output;
nothing in it is ever trusted, evaluated or unpickled. The same cell of `solutions/` is run once in
the same sandbox: its records hold the expected values, weights, tolerances and units, and they
never enter a student's sandbox. A record is a JSON object:

========= =================================================================
version   1
step      name of the step, up to 200 characters
case      name of the case, unique within the step
value     the value (below)
verdict   true, false, or null when the student is not told
hint      name of a misconception, or null
message   the hint in words
points    weight of the case within its cell, above 0
rtol atol right when ``|value - expected| <= atol + rtol * |expected|``
unit      unit of the value, or ""
wrong     object: name of a misconception -> the value it gives
========= =================================================================

Only ``step``, ``case``, ``value``, ``message`` and ``hint`` are read from a student's record; the
rest is taken from the solution's. A value is null, true, false, a string, a number, a list of
values, or an object with a ``kind``:

========= ===================================================================
float     ``value``: "nan", "inf" or "-inf"
int       ``value``: decimal digits of a whole number of 2**53 and more
complex   ``value``: [real, imaginary]
quantity  ``value``: number, ``unit``: text
array     ``shape``: list of int, ``data``: flat list of values, last index fastest
dict      ``items``: list of [key, value]
set       ``items``: list of values
opaque    ``type``, ``text``: something that has no JSON form; equals nothing
too-large the value did not fit; equals nothing
========= ===================================================================

A record is at most 64 kB, a cell may emit 500, and further ones are dropped. In the sandbox a step
that picks a part of an answer sends the whole answer first, under `RAW_MIME`: an object with
``value`` and ``names``, plain values that the pick reads. The grader picks again in a kernel of its
own; see `coursekit.grading.kernels.raws`.

Nothing but the standard library is needed: a notebook that sends values runs wherever Python runs.
"""
