"""Datasets: real data to learn from. What ships with the course lies in data/, the rest comes when asked for.

Every file is checked by its SHA-256. Nothing uses the network but a call with download=True.
"""

from rnnlib.datasets.archives import read_archive, unpack
from rnnlib.datasets.audit import AuditTrials, audit_record
from rnnlib.datasets.corpora import Corpus, words
from rnnlib.datasets.demand import VictoriaDemand, victoria_demand
from rnnlib.datasets.digits import digit_forms
from rnnlib.datasets.download import Source, cache_folder, fetch
from rnnlib.datasets.entities import EntityLists, Tagged, entity_lists, entity_sentences
from rnnlib.datasets.frameworks import FrameworkBenchmark, FrameworkRun, framework_benchmark
from rnnlib.datasets.horizon import HorizonRecord, horizon_record
from rnnlib.datasets.hyperparameters import HyperparameterRecord, hyperparameter_record
from rnnlib.datasets.imdb import Review, Reviews, imdb_reviews
from rnnlib.datasets.language import CurvePoint, LanguageRecord, WayTrial, language_record
from rnnlib.datasets.maze import MazeRun, maze_runs
from rnnlib.datasets.outputs import SpellerOutputs, speller_outputs
from rnnlib.datasets.ptb import penn_treebank
from rnnlib.datasets.reach import ReachPoint, ReachRecord, ReachStart, reach_record
from rnnlib.datasets.readers import AliceReaders, alice_readers
from rnnlib.datasets.recall import RecallTrial, recall_lags
from rnnlib.datasets.remedies import RemedyRun, remedy_runs
from rnnlib.datasets.reviews import RatedSentences, review_words, reviews
from rnnlib.datasets.rivals import RivalScore, rival_scores
from rnnlib.datasets.sentiment import SentimentReaders, sentiment_readers
from rnnlib.datasets.shipped import data_folder, shipped_bytes
from rnnlib.datasets.sources import SOURCES
from rnnlib.datasets.speech import SpokenDigits, spoken_digits
from rnnlib.datasets.texts import alice, alice_parts
from rnnlib.datasets.training import TrainingRecord, WindowTrial, training_record
from rnnlib.datasets.transformers import TransformerRecord, TransformerRun, transformer_record
from rnnlib.datasets.translation import (
    AttentionRecord,
    SearchRecord,
    TranslationRecord,
    TranslationTrial,
    translation_record,
)
from rnnlib.datasets.weather import DailyWeather, seattle_weather
from rnnlib.datasets.wikitext import articles, wikitext_2, wikitext_103

__all__ = ["SOURCES", "AliceReaders", "AttentionRecord", "AuditTrials", "Corpus", "CurvePoint",
           "DailyWeather", "EntityLists", "FrameworkBenchmark", "FrameworkRun", "HorizonRecord",
           "HyperparameterRecord", "LanguageRecord", "MazeRun", "RatedSentences", "ReachPoint",
           "ReachRecord", "ReachStart", "RecallTrial", "RemedyRun", "Review", "Reviews", "RivalScore",
           "SearchRecord", "SentimentReaders", "Source", "SpellerOutputs", "SpokenDigits", "Tagged",
           "TrainingRecord", "TransformerRecord", "TransformerRun", "TranslationRecord",
           "TranslationTrial", "VictoriaDemand", "WayTrial", "WindowTrial", "alice", "alice_parts",
           "alice_readers", "articles", "audit_record", "cache_folder", "data_folder", "digit_forms",
           "entity_lists", "entity_sentences", "fetch", "framework_benchmark", "horizon_record",
           "hyperparameter_record", "imdb_reviews", "language_record", "maze_runs", "penn_treebank",
           "reach_record", "read_archive", "recall_lags", "remedy_runs", "review_words", "reviews",
           "rival_scores", "seattle_weather", "sentiment_readers", "shipped_bytes", "speller_outputs",
           "spoken_digits", "training_record", "transformer_record", "translation_record", "unpack",
           "victoria_demand", "wikitext_103", "wikitext_2", "words"]
