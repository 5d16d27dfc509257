# %% [markdown] slides="50,51,52"
# # G. Wrap-up
# **You have a data set and a property. Where on the ladder do you begin, and what do you check before
# anybody believes the result?** The ladder once more with measured numbers, a score card of all
# descriptors, the decision tree and the checklist as forms, and what to read. About forty minutes.

# %% tags=["hide-input"] jupyter={"source_hidden": true}
import time
from textwrap import fill

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline

from coursekit.apps import DecisionTree, predict
from coursekit.audits import AUDITS, audit_checklist
from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import (
    ACSF, SOAP, Coordination, MagpieStatistics, RadialDistribution,
)
from coursekit.featurizers.score_card import (
    continuity, invariance, make_descriptors, score_card, uniqueness,
    unlike_pairs,
)
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines import run_ladder
from coursekit.pipelines.selection import keep_whole_groups
from coursekit.plots.gallery import draw_shapes
from coursekit.plots.ladder import describe_ladder, plot_ladder
from coursekit.plots.picture import Picture
from coursekit.plots.score_card import draw_score_card
from coursekit.pooling import HistogramPooling, MeanPooling
from coursekit.structures import make_anatase, make_brookite, make_rutile

# %% [markdown] slides="4,50" claims="19"
# ## The ladder, restated
# The numbers of the tiers are the same everywhere in this course: **1** composition, **2** pooled
# structure, **3** atom-centred and then pooled, **4** learned. Elsewhere you may meet a list with five
# rungs. It counts simple geometry, such as coordination numbers, and SOAP apart; here both are tier 3,
# because both describe atoms first and pool afterwards.
#
# What does each tier cost, and which of them sees a difference between rutile and anatase, two
# crystals of the formula TiO₂? The last column is the length of the difference of their vectors,
# divided by the length of rutile's.

# %%
blind = predict("Which of the six ways give rutile and anatase one vector?",
                ["composition only", "composition and the mean coordination",
                 "composition and g(r)"])
blind

# %% slides="4,50" claims="12,19"
titania = [make_rutile(), make_anatase(), make_brookite()]
ways = {
    "1 composition": (MagpieStatistics(), None),
    "2 radial distribution": (RadialDistribution(r_cut=8.0), None),
    "3 coordination, mean": (Coordination(r_cut=2.3), MeanPooling()),
    "3 ACSF, mean": (ACSF(r_cut=5.0), MeanPooling()),
    "3 SOAP, mean": (SOAP(r_cut=5.0), MeanPooling()),
    "3 SOAP, histogram": (SOAP(r_cut=5.0), HistogramPooling()),
}

# %% slides="4,50" claims="12,19"
rows = []
for name, (tool, pooling) in ways.items():
    tool.fit_transform(titania)  # the first call also loads the library
    start = time.process_time()
    X = tool.transform(titania * 20)
    X = X if pooling is None else pooling.fit_transform(X)
    ms = 1000 * (time.process_time() - start) / 60
    gap = np.linalg.norm(X[0] - X[1]) / np.linalg.norm(X[0])
    rows.append((name, X.shape[1], ms, gap))
columns = ["tier", "columns", "ms per crystal", "rutile to anatase"]
pd.DataFrame(rows, columns=columns).set_index("tier").round(3)

# %%
blind.beside(" and ".join(name for name, *_, gap in rows if gap == 0))

# %% [markdown] slides="4,50" claims="12,19"
# Tier 1 gives exactly zero: one formula, one vector. The mean coordination gives zero too, although it
# belongs to tier 3: every Ti has six O in both crystals. So a high tier does not help if its question
# is the wrong one. The other rows differ. ACSF and SOAP need more time and more columns than tiers 1 and 2,
# yet all of it stays at milliseconds per crystal. (Pooling costs next to nothing: the last two rows share
# one SOAP.)

# %% [markdown] claims="19,47"
# ## Six wishes, six tests: a score card
# Which descriptor is the best? The review of Langer, Goessmann and Rupp (npj Comput. Mater. 8, 41
# (2022), https://doi.org/10.1038/s41524-022-00721-x) lists what one wishes of a descriptor. Each wish
# can be tested, and you can run each test on each descriptor of this course:
#
# | wish | the test | good is |
# |---|---|---|
# | *invariant* | move, turn, relabel a crystal; write it as a supercell | nothing changes |
# | *unique* | five pairs of environments that differ in one thing only | all are told apart |
# | *continuous* | one neighbour molecule is drawn out through the cutoff | no jump on the way |
# | *cheap* | processor time for an atom of a spinel | little |
# | *constant size* | three forms of TiO₂ and a supercell; then six elements | one length |
# | *general* | a molecule, metal, salt, surface; an element that the fit has not seen | no refusal |
#
# All have the same cutoff of 4 Å. Where one atom is described, we look at the first; $g(r)$ and MBTR
# describe the whole cell. Two vectors $\mathbf a$ and $\mathbf b$ are compared by their relative
# distance, which has no unit,
#
# $$d(\mathbf a, \mathbf b) =
#   \frac{\lVert\mathbf a - \mathbf b\rVert}{\max(\lVert\mathbf a\rVert, \lVert\mathbf b\rVert)} ,$$
#
# and count as equal below $10^{-6}$, which leaves room for rounding. The fourth tier is represented by
# a small network that passes messages twice and whose weights are *random*: it has learned nothing.
# What its construction promises, and what it does not, is there before any training.

# %% claims="47"
turned = invariance(SOAP(4.0, n_max=4, l_max=4))
bare = invariance(make_descriptors()["positions (control)"])
changes = pd.DataFrame({"SOAP": turned, "bare positions (control)": bare})
changes.map("{:.0e}".format)

# %% [markdown] claims="47"
# The largest change of SOAP is rounding. The second column is the control: the coordinates as the
# file lists them. They fail all four (`inf` means that the vector has another length), so the test can
# be failed. Now the five pairs. In each of them only the named thing differs. (Two partners of the
# tetrahedron are not drawn: one with longer bonds, one with fluorine in place of hydrogen.)

# %% slides="16" claims="47"
pairs = unlike_pairs()
first, second = pairs["planar pair"]
shown = {"tetrahedron": pairs["angle"][0], "other number": pairs["number"][1],
         "other angle": pairs["angle"][1], "planar, first": first,
         "planar, second": second}
bonds = {name: (crystal.cart_coords - crystal.cart_coords[0])[1:, [2, 0, 1]]
         for name, crystal in shown.items()}
draw_shapes(bonds, center="C", neighbor="H")

# %%
apart = predict("SOAP sees distances and angles. Which pair does it confuse?",
                ["none", "the same distances, other angles", "the planar pair"])
apart

# %% claims="47" control="body order"
tools = make_descriptors()
tools = {name: tools[name] for name in tools if name != "positions (control)"}
told = {name: uniqueness(tool) for name, tool in tools.items()}
pd.DataFrame(told).T.map(lambda d: f"{d:.2f}" if d > 1e-6 else "SAME")

# %%
apart.beside(", ".join(name for name, d in told["SOAP"].items() if d < 1e-6))

# %% [markdown] claims="47" because="body order"
# Read it from top to bottom as *body order*, the number of atoms that are looked at together. (`inf`: the
# two vectors have different lengths.) A count sees how many neighbours there are and nothing else. With
# distances (two bodies) one also sees how far they are. Descriptors with columns for each element, from ACSF
# on, see an exchanged element; the $g(r)$ here counts all atoms alike and does not. Angles (three bodies)
# tell the tetrahedron from the square. The $g(r)$ and the MBTR of distances manage that without any angle,
# but only since they describe the whole cell, in which the distances *between* the neighbours are listed as
# well. The planar pair has equal distances and equal angles at the centre, so all three-body descriptors of
# the centre confuse it. The network, too, uses distances only, but it passes messages twice: each neighbour
# first collects its own surroundings and then reports them to the centre, so atoms that are two steps away
# come in.

# %% claims="47" control="continuity"
hard, faded = tools["count"], tools["count, faded edge (control)"]
for name, tool in {"count": hard, "count, faded edge": faded}.items():
    print(f"{name:18} jump {100 * continuity(tool):6.3f} % of all change")

# %% [markdown] claims="47" because="continuity"
# Both rows count the same neighbours. Only the edge differs: in the first an atom counts fully up to 4
# Å and not at all beyond, in the second its weight falls smoothly to zero. So it is the hard edge that
# makes the jump, and a smooth cutoff function removes it. (The test moves the molecule in smaller and smaller
# steps, down to a hundred-thousandth of an ångström. A jump stays as large as it is; a continuous change
# shrinks with the step, to the 0.001 % that are left here.)

# %% claims="19,47"
card = score_card()
draw_score_card(card)

# %% [markdown] claims="19,47"
# **Read the columns.** Invariance is no distinction any more: all but the control have it. Uniqueness
# rises with the body order. Continuity fails where something is *counted* with a hard edge: at the
# cutoff (count), at each edge of a bin ($g(r)$), or by a vector that changes its length (sorted
# distances). MBTR as set here weights far pairs less but still cuts them off, and keeps a small jump.
# The number in brackets under *size* is the length with six elements: ACSF, SOAP and MBTR have columns
# for pairs of elements and grow, Chebyshev sums over the elements with two sets of weights and does
# not. These four refuse an element that was not in the fit; that is honest. A count and $g(r)$ accept
# it for a poor reason: they do not look at elements at all.
#
# **Read the rows.** No descriptor with a meaning for each column meets all six wishes. The network with
# random weights does, on these tests: its price is that no entry has a name, and that only training makes
# the entries useful. (There are pairs that such networks of distances confuse as well: Pozdnyakov and
# Ceriotti, Mach. Learn.: Sci. Technol. 3, 045020 (2022), https://doi.org/10.1088/2632-2153/aca1f8.) A
# wish is also no error: a count that fails three of them can be the best input if the target is a count.
#
# **Try:** put `SOAP(4.0, weighting="poly")` or a featuriser of your own into
# `score_card({"mine": ...})`. Which cell do you expect to change?

# %% [markdown] slides="7,50" claims="6,7,9,63"
# ## What each rung gains
# So much for the wishes; now the errors. A part of the data set, the same folds for every rung: kernel
# ridge for all features, and a forest beside it for composition and statistics of sites. *Random* folds
# put polymorphs of one formula on both sides, *grouped* folds keep them together.

# %%
loses = predict("Where is composition no better than the mean of all energies?",
                ["in the error", "in the order of polymorphs", "in both"])
loses

# %% slides="7,49,50" claims="6,7,9,63"
data = keep_whole_groups(load_dataset(), 200)
ladder = run_ladder(data)
Picture(plot_ladder(ladder.scores), alt=describe_ladder(ladder.scores))

# %% slides="7,50" claims="6,7,9,63"
fields = ["split", "tier", "title", "mae", "mae_error", "rho", "regret"]
values = [[getattr(s, field) for field in fields] for s in ladder.scores]
columns = ["folds", "tier", "rung", "MAE", "±", "rho", "regret"]
table = pd.DataFrame(values, columns=columns)
table.set_index(["folds", "tier", "rung"]).round(3)

# %% [markdown] slides="7,50" claims="9,19"
# Which of these differences are more than chance? We compare on the grouped folds, one and the same model
# (kernel ridge), so that only the features differ, fold by fold.

# %% slides="7,50" claims="9,19"
new = {s.title: s for s in ladder.scores if s.split == "grouped"}
plain, rows = new["composition, kernel ridge"], {}
for title, score in new.items():
    if score.tier > 1 and title.endswith("kernel ridge"):
        gaps = np.subtract(score.fold_mae, plain.fold_mae)
        error = gaps.std(ddof=1) / np.sqrt(len(gaps))
        rows[title] = [f"{gaps.mean():+.3f} ± {error:.3f}",
                       f"{score.rho:.2f} ± {score.rho_error:.2f}",
                       f"{score.regret:.3f}"]
columns = ["MAE minus composition's", "rho", "regret"]
pd.DataFrame(rows, index=columns).T

# %%
loses.beside(f"the order: rank correlation of composition {plain.rho:.2f}")

# %% [markdown] slides="7,50" claims="9,19"
# Three numbers answer three questions. The *MAE* asks how far off the model is on the whole. The rank
# correlation *rho* asks whether the polymorphs inside a formula come in the right order. On grouped
# folds tier 1 scores zero, because it gives all of them one prediction. On random folds it falls below
# zero: the polymorph that is left out is predicted from its siblings, so the lowest one gets the
# highest prediction (notebook A has the control). *Regret* asks what a wrong favourite costs, in eV
# per atom. Say which of the three you need before you choose a rung. The ± is the standard error over
# the folds; for the first column it is that of the differences, fold by fold. A difference of less than two
# of its ± cannot be told from none on these two hundred crystals. On all crystals of the teaching set the
# site statistics take off 0.06 ± 0.01 eV per atom (`coursekit ladder` in a terminal prints that table).

# %% [markdown] slides="7,42,50" claims="6,7,63"
# Is the gain always of that size? In the public tables of Matbench (notebook A shows them) the best model
# that sees the structure has an error smaller by 15 % to 93 % than the best that does not, depending on the
# task. What decides is whether structure varies at fixed composition, not the number of crystals.

# %% [markdown] slides="7,50" nbgrader={"grade_id": "G-gain-question", "locked": true}
# **Step 1.** Write `gain(composition, structure)`: by how many *percent of the composition model's
# error* is the structure model's error smaller? Negative if it is larger.

# %% nbgrader={"grade_id": "G-gain", "solution": true}
def gain(composition, structure):
    """Percent of the error that structure removes."""
    ### BEGIN SOLUTION
    removed = composition - structure
    return 100 * removed / composition
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-gain-check", "grade": true, "points": 1}
check("G-gain")

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-gain-hidden", "grade": true, "points": 1}
# Other tasks are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("G-gain", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="7" claims="7" nbgrader={"grade_id": "G-q1-question", "locked": true}
# **Quick question 1.** On the same five folds, composition has an error of 0.41 ± 0.07 eV per atom
# and a structure model 0.39 ± 0.07 (mean and standard error over the folds). Which is better?
# a) the structure model, its error is smaller; b) neither, since the bars overlap; c) not to be told
# from these numbers: compare them fold by fold; d) composition, it is simpler. Set `conclusion` to a
# letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-q1", "solution": true}
### BEGIN SOLUTION
conclusion = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-q1-check", "grade": true, "points": 1}
quiz("G-q1")

# %% [markdown] slides="12,50" claims="19,71"
# ## The decision tree, as a form
# Which tier for which question? Answer for a problem of your own: the path lights up, and the sentence
# below it says why.

# %% slides="12,50" claims="19,71"
tree = DecisionTree(polymorphs="yes", sites="a few special sites")
tree

# %% slides="12,50" claims="19,71"
tree.static()

# %% slides="12,50" claims="19,71"
print(fill(tree.sentence, 88))
tree.set(sites="all atoms added up", geometry="angles and small distortions")
print("\n" + fill(f"For a total energy: {tree.sentence}", 88))
tree.set(reach="beyond any cutoff")
advice = tree.sentence.partition("Why")[0]
print("\n" + fill(f"With charges far apart: {advice}", 88))

# %% [markdown] slides="48,50" claims="71"
# Some trees send properties with a long range to learned graphs. This branch is missing here on
# purpose: such a network has a cutoff for each layer, so it sees farther and yet not everything
# (`H_universal_potentials` measures how far). What helps is a feature that sees the whole cell, such
# as an Ewald energy, whatever the tier.

# %% [markdown] slides="12,50" nbgrader={"grade_id": "G-climb-question", "locked": true}
# **Step 2.** Write the tree as `choose_tier(polymorphs, special_sites, n_crystals)`; the first two
# are True or False. Tier 1 unless crystals of one formula can differ (`polymorphs`). Then tier 4
# from 100 000 crystals on. Otherwise tier 3 if special sites decide, and tier 2 if not.

# %% nbgrader={"grade_id": "G-climb", "solution": true}
def choose_tier(polymorphs, special_sites, n_crystals):
    """Tier to begin with, 1 to 4."""
    ### BEGIN SOLUTION
    if not polymorphs:
        return 1
    if n_crystals >= 100_000:
        return 4
    return 3 if special_sites else 2
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-climb-check", "grade": true, "points": 2}
check("G-climb")

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-climb-hidden", "grade": true, "points": 2}
# Other problems are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("G-climb", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="49" claims="73"
# ## The checklist, as a working form
# Eight questions before a descriptor meets a model. The form is filled by the course's audits, here
# for SOAP with a mean and kernel ridge, on at most sixty crystals. Put a pipeline of your own into the
# first lines and run the cells again.

# %% slides="49" claims="73"
pipeline = make_pipeline(
    SOAP(r_cut=4.0, n_max=4, l_max=3), MeanPooling(), KernelRidgeSearch()
)
part = keep_whole_groups(load_dataset(), 60)
checks = list(AUDITS)[:8]
audited = audit_checklist(
    pipeline, part.structures, part.targets, audits=checks
)

# %% slides="49" claims="73"
pd.set_option("display.max_colwidth", None)  # whole sentences
rows = [(r.name, AUDITS[r.name].question, r.status, r.finding)
        for r in audited.results]
columns = ["check", "it asks", "verdict", "it found"]
pd.DataFrame(rows, columns=columns).set_index("check")

# %% [markdown] slides="49" claims="73"
# If a check has failed, stop and mend that first. "Not told" means that these crystals are too few to answer:
# the question stands. If a check has passed, only what its sentence says has
# been tested, and nothing beyond. Take the sentence on aliasing: polymorphs may look alike and still
# be far enough apart for a model. And three of the eight questions have a half that no program can
# answer, since it does not know your mechanism. They stay open until you write a reason between the
# quotes below: why this cutoff, why this pooling for the sites that decide, and why nothing beyond the
# cutoff matters (or what was added for it).

# %% slides="49" claims="73"
reasons = {"cutoff sensitivity": "", "pooling": "", "long-range physics": ""}
report = {result.name: result.status for result in audited.results}
for name, words in reasons.items():
    if report[name] == "passed" and not words.strip():
        report[name] = "open: your reason"
done = ("passed", "not applicable")
settled = [name for name in checks if report[name] in done]
print(len(settled), "of", len(checks), "checks are settled,",
      len(reasons), "need your reason")
for name in checks:
    mark = "x" if name in settled else " "
    print(f"[{mark}] {name}: {reasons.get(name) or report[name]}")

# %% [markdown] slides="49" nbgrader={"grade_id": "G-open-question", "locked": true}
# **Step 3.** `report` is a dict from the name of a check to "passed", "failed" or "not applicable";
# checks that nobody ran are missing. Write `still_open(checks, report)`: the list of names in
# `checks`, in that order, that are failed or missing.

# %% nbgrader={"grade_id": "G-open", "solution": true}
def still_open(checks, report):
    """Names of the checks that stand in the way."""
    ### BEGIN SOLUTION
    settled = ("passed", "not applicable")
    return [name for name in checks if report.get(name) not in settled]
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-open-check", "grade": true, "points": 2}
check("G-open")

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-open-hidden", "grade": true, "points": 2}
# Longer lists are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("G-open", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="49" claims="73"
# Do these checks matter more than the choice between ACSF and SOAP? Is a model that fails three of them
# worse than a tier-1 model that passes all? Many people in the field would say yes. Both are opinions,
# and you can test them: the ladder above says how much a choice of descriptor changes the error, and
# notebook F what a failed check does to it.

# %% [markdown] slides="51" claims="76"
# ## Where this goes on
# - **Unit 7** takes crystals as graphs: the vector of an atom and the way atoms are pooled are learned
#   together (tier 4). Notebook H is the bridge.
# - **Unit 8** asks whether the regression can be trusted: baselines, splits, learning curves, leakage.
#   A first taste stands in the ladder above: the same models on the same crystals, on other folds.

# %% [markdown] slides="51" claims="76"
# With random folds nearly every test crystal has its own formula in training (notebook A counts
# them). If you will apply the model to new compounds, believe the column of new formulas; if to new
# polymorphs of compounds that are known, believe the other.

# %% [markdown] slides="51" nbgrader={"grade_id": "G-q2-question", "locked": true}
# **Quick question 2.** A model has an MAE of 0.10 eV per atom over all crystals. The polymorphs of
# your formula lie 0.03 eV per atom apart. Can it order them? a) no, 0.03 is less than 0.10; b) the
# MAE does not say: measure the order inside formulas; c) yes, errors average out; d) yes, in 70 %
# of the cases. Set `can_order` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-q2", "solution": true}
### BEGIN SOLUTION
can_order = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "G-q2-check", "grade": true, "points": 1}
quiz("G-q2")

# %% [markdown] slides="52" claims="75"
# ## The exercises
# Four notebooks with data that come with the course: composition, structure, local descriptors,
# audit. Each says how many minutes it takes. None needs the one before, so they can be spread over
# several days.

# %% [markdown] slides="52" claims="9,47,56,63"
# ## Reading
# Composition and its limits
# - Ward, L. *et al.*, elemental statistics for machine learning, npj Comput. Mater. 2, 16028 (2016).
#   [10.1038/npjcompumats.2016.28](https://doi.org/10.1038/npjcompumats.2016.28)
# - Ward, L. *et al.*, matminer, Comput. Mater. Sci. 152, 60 (2018).
#   [10.1016/j.commatsci.2018.05.018](https://doi.org/10.1016/j.commatsci.2018.05.018)
# - Bartel, C. J. *et al.*, why composition fails at stability, npj Comput. Mater. 6, 97 (2020).
#   [10.1038/s41524-020-00362-y](https://doi.org/10.1038/s41524-020-00362-y)
# - Dunn, A. *et al.*, Matbench, npj Comput. Mater. 6, 138 (2020).
#   [10.1038/s41524-020-00406-3](https://doi.org/10.1038/s41524-020-00406-3)
#
# Structure
# - Ward, L. *et al.*, Voronoi-based attributes, Phys. Rev. B 96, 024104 (2017).
#   [10.1103/PhysRevB.96.024104](https://doi.org/10.1103/PhysRevB.96.024104)
#
# Atom-centred
# - Behler, J., Parrinello, M., first neural-network potential, Phys. Rev. Lett. 98, 146401 (2007).
#   [10.1103/PhysRevLett.98.146401](https://doi.org/10.1103/PhysRevLett.98.146401)
# - Behler, J., the whole family of symmetry functions, J. Chem. Phys. 134, 074106 (2011).
#   [10.1063/1.3553717](https://doi.org/10.1063/1.3553717)
# - Bartók, A. P., Kondor, R., Csányi, G., SOAP, Phys. Rev. B 87, 184115 (2013).
#   [10.1103/PhysRevB.87.184115](https://doi.org/10.1103/PhysRevB.87.184115)
# - De, S. *et al.*, from sites to crystals, Phys. Chem. Chem. Phys. 18, 13754 (2016).
#   [10.1039/C6CP00415F](https://doi.org/10.1039/C6CP00415F)
# - Himanen, L. *et al.*, DScribe, Comput. Phys. Commun. 247, 106949 (2020).
#   [10.1016/j.cpc.2019.106949](https://doi.org/10.1016/j.cpc.2019.106949)
# - Pozdnyakov, S. N. *et al.*, what three-body descriptors cannot tell apart, Phys. Rev. Lett. 125,
#   166001 (2020). [10.1103/PhysRevLett.125.166001](https://doi.org/10.1103/PhysRevLett.125.166001)
# - Langer, M. F., Goessmann, A., Rupp, M., a fair comparison, npj Comput. Mater. 8, 41 (2022).
#   [10.1038/s41524-022-00721-x](https://doi.org/10.1038/s41524-022-00721-x)
#
# Potentials and learned graphs
# - Bartók, A. P. *et al.*, GAP, Phys. Rev. Lett. 104, 136403 (2010).
#   [10.1103/PhysRevLett.104.136403](https://doi.org/10.1103/PhysRevLett.104.136403)
# - Bartók, A. P. *et al.*, one framework for materials and molecules, Sci. Adv. 3, e1701816 (2017).
#   [10.1126/sciadv.1701816](https://doi.org/10.1126/sciadv.1701816)
# - Schütt, K. T. *et al.*, SchNet, J. Chem. Phys. 148, 241722 (2018).
#   [10.1063/1.5019779](https://doi.org/10.1063/1.5019779)
# - Deng, B. *et al.*, CHGNet, Nat. Mach. Intell. 5, 1031 (2023).
#   [10.1038/s42256-023-00716-3](https://doi.org/10.1038/s42256-023-00716-3)

# %%
summary("G")

# %% [markdown] slides="50,52"
# ## Recap
# 1. There are four tiers. Whichever you use, report tier 1 beside it.
# 2. Each wish for a descriptor can be tested. None here meets all of them and also has a meaning for
#    each column. Ask first whether crystals of one formula can differ, then which sites decide, then how far the
#    cause reaches.
# 3. A check that nobody ran has not passed.
