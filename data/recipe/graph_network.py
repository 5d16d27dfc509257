"""Step 10: a graph network that learns from nothing but our folds (`../graph_network.npz`).

SchNet as PyTorch Geometric ships it, small, trained from random weights on each training part of the
ladder's folds, in parts of several sizes. It stops early by a tenth of its own training part (whole
formulas where the folds are by formula), so no crystal of the test part is ever looked at. An atom starts
as a vector that is learnt, as SchNet does it (`learnt`), or as the element's row in Magpie's table
(`magpie`): the control that says what a table of elements is worth. Predictions are means of networks that
differ only in their seed. One line a network; run again, it goes on.

Run: OMP_NUM_THREADS=1 nice python data/recipe/graph_network.py
     python data/recipe/graph_network.py --write
"""

import argparse
import time
from itertools import product

import numpy as np
import records
import torch
from torch_geometric import seed_everything
from torch_geometric.data import Data
from torch_geometric.loader import DataLoader
from torch_geometric.nn import SchNet

from coursekit.datasets import load_teaching_set
from coursekit.featurizers.composition.elements import load_table
from coursekit.neighbors import neighbor_list
from coursekit.pipelines import SPLITS, make_folds
from coursekit.pipelines.recorded import fold_of

NAME, STARTS = "graph_network", ("learnt", "magpie")
OUTPUT = records.HERE.parent / "graph_network.npz"
NET = records.SETTINGS["graph_network"]


def graph(structure, target):
    """Every neighbour within the cutoff, through the faces of the cell: the same in any cell."""
    pairs = neighbor_list(structure, NET["r_cut"])
    return Data(
        z=torch.tensor(structure.atomic_numbers),
        num_nodes=len(structure),
        edge_index=torch.tensor(np.array([pairs.neighbors, pairs.centers])),
        distance=torch.tensor(pairs.distances, dtype=torch.float32),
        y=torch.tensor([target], dtype=torch.float32),
    )


def network(start):
    """SchNet; the pairs come with the batch, since its own search knows no cells."""
    net = SchNet(
        NET["width"], NET["width"], NET["layers"], NET["gaussians"], NET["r_cut"],
        interaction_graph=lambda batch, _: (batch.edge_index, batch.distance), readout="mean",
    )  # fmt: skip
    if start == "magpie":
        rows = torch.nn.Embedding.from_pretrained(elements())
        net.embedding = torch.nn.Sequential(rows, torch.nn.Linear(rows.embedding_dim, NET["width"]))
    return net


def elements():
    """Magpie's table, each column with mean 0 and spread 1; what it lacks is the mean."""
    table = load_table("magpie")[1]
    scaled = (table - np.nanmean(table, axis=0)) / np.maximum(np.nanstd(table, axis=0), 1e-9)
    return torch.tensor(np.nan_to_num(scaled), dtype=torch.float32)


def predict(net, batch):
    """One energy a crystal; SchNet hands its `pos` to the interaction graph and uses it nowhere else."""
    return net(batch.z, batch, batch.batch).ravel()


def parts(groups, split, train, size, seed):
    """`size` crystals of a training part, and the tenth of them by which training stops."""
    dice = np.random.default_rng([seed, size])
    unit = groups if split == "grouped" else np.arange(len(groups))
    names = dice.permutation(np.unique(unit[train]))
    ordered = np.concatenate([train[unit[train] == name] for name in names])[:size]
    stop = max(1, round(0.1 * len(ordered)))
    last = set(unit[ordered[-stop:]])
    watched = np.array([unit[i] in last for i in ordered])
    return ordered[~watched], ordered[watched]


def train_network(graphs, train, watched, start, seed):
    """A network at the epoch whose error on the watched crystals was least."""
    seed_everything(seed)
    y = torch.cat([graphs[i].y for i in train])
    mean, scale = y.mean(), y.std()
    net = network(start)
    optimiser = torch.optim.AdamW(net.parameters(), lr=NET["rate"], weight_decay=NET["decay"])
    plan = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, NET["epochs"])
    loader = DataLoader([graphs[i] for i in train], NET["batch"], shuffle=True)
    best = (np.inf, 0, None)
    for epoch in range(NET["epochs"]):
        net.train()
        for batch in loader:
            optimiser.zero_grad()
            loss = (predict(net, batch) - (batch.y - mean) / scale).abs().mean()
            loss.backward()
            optimiser.step()
        plan.step()
        error = np.abs(
            energies(net, graphs, watched, mean, scale) - targets(graphs, watched)
        ).mean()
        if error < best[0]:
            best = (error, epoch, {k: v.clone() for k, v in net.state_dict().items()})
        if epoch - best[1] >= NET["patience"]:
            break
    net.load_state_dict(best[2])
    return net, mean, scale, best


def energies(net, graphs, rows, mean, scale):
    net.eval()
    with torch.no_grad():
        batches = DataLoader([graphs[i] for i in rows], 256)
        return torch.cat([predict(net, batch) * scale + mean for batch in batches]).numpy()


def targets(graphs, rows):
    return np.array([graphs[i].y.item() for i in rows])


def work(groups):
    """What is to be trained, the table's rows before the learning curve, seed by seed."""
    kinds = product(range(NET["seeds"]), sorted(NET["sizes"], reverse=True), SPLITS, STARTS)
    for seed, size, split, start in kinds:
        if size not in sizes(split, start):
            continue
        for fold, (train, test) in enumerate(make_folds(groups, split)):
            yield (start, split, fold, size, seed), train, test


def sizes(split, start):
    """A learning curve for new formulas and learnt elements; the others from the whole training part."""
    return NET["sizes"] if (split, start) == ("grouped", "learnt") else NET["sizes"][-1:]


def name(start, split, fold, size, seed):
    return f"{start}-{split}-{fold}-{size}-{seed}"


def write(data):
    """`../graph_network.npz`: predictions by split, start and size, of whatever every fold is done."""
    runs = records.read(NAME)
    columns = {"ids": np.array(data.ids), "target": data.target}
    for split, start in product(SPLITS, STARTS):
        columns[f"{split}_fold"] = fold_of(make_folds(data.groups, split), len(data)).astype(
            np.int8
        )
        rows = {size: mean_prediction(runs, data, start, split, size) for size in NET["sizes"]}
        rows = {size: row for size, row in rows.items() if not np.isnan(row).any()}
        if rows:
            columns[f"{split}_{start}"] = np.array(list(rows.values()), dtype=np.float32)
            columns[f"{split}_{start}_sizes"] = np.array(list(rows))
            largest = [name(start, split, f, max(NET["sizes"]), 0) for f in range(5)]
            columns[f"{split}_{start}_seconds"] = sum(runs[id_]["cpu_s"] for id_ in largest)
    np.savez_compressed(OUTPUT, **columns)


def mean_prediction(runs, data, start, split, size):
    """Out-of-fold prediction of every crystal, mean over the seeds of which every fold is done; else NaN."""
    place = {id_: i for i, id_ in enumerate(data.ids)}
    n_folds = len(make_folds(data.groups, split))
    found = []
    for seed in range(NET["seeds"]):
        ids = [name(start, split, fold, size, seed) for fold in range(n_folds)]
        if all(id_ in runs for id_ in ids):
            found.append(np.empty(len(data)))
            for id_ in ids:
                found[-1][[place[i] for i in runs[id_]["ids"]]] = runs[id_]["predicted"]
    return np.mean(found, axis=0) if found else np.full(len(data), np.nan)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="only write what is done")
    parser.add_argument("--start", choices=STARTS, nargs="+", default=STARTS)
    parser.add_argument(
        "--minutes", type=float, default=45, help="processor time after which to stop"
    )
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    data = load_teaching_set()
    if wanted.write:
        return write(data)
    graphs = [graph(*pair) for pair in zip(data.structures, data.targets, strict=True)]
    known = records.finished(NAME)
    for key, train, test in work(data.groups):
        start, split, _, size, seed = key
        done = name(*key) in known or start not in wanted.start
        if done or time.process_time() > 60 * wanted.minutes:
            continue
        begun = time.process_time()
        kept, watched = parts(data.groups, split, train, min(size, len(train)), seed)
        net, mean, scale, (error, epoch, _) = train_network(graphs, kept, watched, start, seed)
        predicted = energies(net, graphs, test, mean, scale)
        row = {
            "id": name(*key), "n_train": len(kept), "epoch": epoch, "watched_mae": round(float(error), 5),
            "cpu_s": round(time.process_time() - begun, 1), "torch": torch.__version__,
            "ids": [data.ids[i] for i in test], "predicted": [round(float(e), 5) for e in predicted],
        }  # fmt: skip
        records.append(NAME, row)
        mae = np.abs(predicted - data.targets[test]).mean()
        print(row["id"], f"epoch {epoch}, MAE {mae:.3f}, {row['cpu_s']} s", flush=True)


if __name__ == "__main__":
    main()
